// How work that is spread over processor cores is followed and stopped from outside.
#pragma once

#include <cstddef>
#include <functional>

namespace tessera {

struct Control {
  int jobs = 0;  // calls at once; 0: one per processor core
  std::function<bool()> interrupted = [] { return false; };
  // Called from the thread that asked, several times a second, whatever a call takes.
  std::function<void(std::size_t done, std::size_t all)> progress = [](std::size_t, std::size_t) {};
};

}  // namespace tessera
