// What a prediction follows from besides its row and chip.
#pragma once

#include <string>

namespace tessera::validation {

// The library of software records, the networks, and this program.
std::string surroundings();

}  // namespace tessera::validation
