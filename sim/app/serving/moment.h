// Of all engines together, when a step begins.
#pragma once

#include <cstdint>

#include "sim/core/units.h"

namespace tessera::serving {

struct Moment {
  Picoseconds time;
  std::int64_t running = 0, waiting = 0, blocks = 0;
};

}  // namespace tessera::serving
