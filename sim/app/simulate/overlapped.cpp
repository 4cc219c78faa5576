#include "sim/app/simulate/overlapped.h"

#include <array>

namespace tessera {

std::string_view name_of(Way way) {
  static constexpr std::array<std::string_view, 3> kNames = {"one piece", "two halves",
                                                             "products in pieces"};
  return kNames[static_cast<std::size_t>(way)];
}

}  // namespace tessera
