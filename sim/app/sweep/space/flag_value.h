// Whether a flag of a run takes a value: said where the text of a sweep gives it, before any point
// runs.
#pragma once

#include <string>

namespace tessera::sweep {

// What is wrong with it; empty if nothing is. Chips, models and libraries must be there; what a
// file holds is read later.
std::string wrong_flag_value(const std::string& flag, const std::string& value);

}  // namespace tessera::sweep
