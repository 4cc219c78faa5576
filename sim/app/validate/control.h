// Rows of a validation spread over threads.
#pragma once

#include <cstddef>
#include <functional>

#include "sim/app/processes/control.h"

namespace tessera::validation {

// Calls `work(i)` for i in [0, count), several at once. False if it was interrupted: then every
// call that began has ended, and the rest was left out. The first exception is passed on.
bool in_parallel(std::size_t count, const Control& control,
                 const std::function<void(std::size_t)>& work);

}  // namespace tessera::validation
