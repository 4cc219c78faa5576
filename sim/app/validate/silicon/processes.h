// Work spread over forked processes: SystemC elaborates one chip per process.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "sim/app/validate/control.h"

namespace tessera::validation {

// Calls `work(i)` for i in [0, count) in `control.jobs` processes, each taking the next one as it
// gets free, so what a process works on only ascends. `received(i, line)` gets what it returned,
// one line, in this process and in the order of arrival. False if it was interrupted: then the
// processes are gone and what they had finished was received. Throws std::runtime_error with the
// message of a call that threw.
bool in_processes(std::size_t count, const Control& control,
                  const std::function<std::string(std::size_t)>& work,
                  const std::function<void(std::size_t, const std::string&)>& received);

}  // namespace tessera::validation
