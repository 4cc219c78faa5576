// How much of its pins the memory of a chip gives: the two ends of what programs ask for.
#pragma once

#include <string>

#include "isa/chip_spec.h"

namespace tessera {

// "its 160 channels of hbm3 at 20.9 GB/s give long streams 88.0 % of the pins (lost to refresh
// 11.4 %), random reads of 64 bytes 30.1 %"; empty for a memory that names no standard.
std::string sustained_text(const MemorySpec& memory);

}  // namespace tessera
