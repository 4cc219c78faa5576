// Energy of a run: counted actions x energy per action, and static power x time.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/execution.h"

namespace tessera {

struct EnergyItem {
  std::string name;
  Picojoules energy;
};

// In a fixed order, zero items left out. Static power is drawn by all `chips` for the whole time.
std::vector<EnergyItem> energy_of(const ChipSpec& chip, const Actions& actions, Picoseconds elapsed,
                                  std::int64_t chips);

}  // namespace tessera
