// The page that was built into the program: HTML that lacks only the document it shows.
#pragma once

#include <string_view>

namespace tessera {

// Empty where the program was built without one (see sim/app/explore/page/CMakeLists.txt).
std::string_view page_template();

}  // namespace tessera
