// How much of its peak a memory standard sustains: the two ends of what programs ask for.
#pragma once

#include <string>

#include "isa/dram/standard.h"

namespace tessera {

// "hbm3 sustains 97 % of its pins for sequential reads, 32 % for random reads of 64 bytes"; empty
// for memory on the chip.
std::string sustained_text(const StandardSpec& standard);

}  // namespace tessera
