// What can be chosen: chips and models that come with the program, and one's own texts.
#pragma once

#include <string>

#include "sim/app/explore/names.h"

namespace tessera::explore {

// {"directory", "chips": [{"name", "family", "about"}], "models": [{"name", "family", "about",
// "phases"}]}
std::string library_json(const std::string& directory, const Names& names);

}  // namespace tessera::explore
