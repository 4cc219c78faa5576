// The elaborated object tree of a chip, as SystemC knows it.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"

namespace tessera {

// One line per object, indented by depth: name, kind, and how it was configured.
std::vector<std::string> hierarchy(const ChipSpec& chip);

}  // namespace tessera
