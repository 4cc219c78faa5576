// How a validation is run, and how it is followed and stopped from outside.
#pragma once

#include <cstddef>
#include <functional>

namespace tessera::validation {

struct Control {
  int jobs = 0;  // rows at once; 0: one per processor core
  std::function<bool()> interrupted = [] { return false; };
  // Called from the thread that asked, several times a second, whatever a row takes.
  std::function<void(std::size_t done, std::size_t all)> progress = [](std::size_t, std::size_t) {};
};

// Calls `work(i)` for i in [0, count), several at once. False if it was interrupted: then every
// call that began has ended, and the rest was left out. The first exception is passed on.
bool in_parallel(std::size_t count, const Control& control,
                 const std::function<void(std::size_t)>& work);

}  // namespace tessera::validation
