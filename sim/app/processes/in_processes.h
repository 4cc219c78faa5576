// Work spread over forked processes: SystemC elaborates one chip per process, and what crashes
// takes nothing else with it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "sim/app/processes/control.h"

namespace tessera {

// `why`: "ended by signal 11 (Segmentation fault)".
using LostCall = std::function<void(std::size_t, const std::string& why)>;

// Calls `work(i)` for i in [0, count) in `control.jobs` processes, each taking the next one as it
// gets free. `received(i, bytes)` gets what it returned, in this process and in the order of
// arrival. A call whose process dies is made once more; `lost` hears of one that dies again, and is
// not received. False if it was interrupted: then the processes are gone and what they had finished
// was received. Throws std::runtime_error with the message of a call that threw, and, without
// `lost`, for a call that is lost.
bool in_processes(std::size_t count, const Control& control,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, const std::string&)>& received,
                  const LostCall& lost = nullptr);

}  // namespace tessera
