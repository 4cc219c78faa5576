// What is not plausible about a chip.
#pragma once

#include <string>
#include <vector>

#include "sim/app/chips/chip_figures.h"

namespace tessera {

// One sentence each; none of a plausible chip.
std::vector<std::string> doubts(const ChipSpec& chip, const ChipFigures& figures);

}  // namespace tessera
