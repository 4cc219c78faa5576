#include "workloads/conditions.h"

#include <array>

namespace tessera {

std::string_view name_of(Caches caches) {
  static constexpr std::array<std::string_view, 2> kNames = {"cold", "warm"};
  return kNames[static_cast<std::size_t>(caches)];
}

std::string_view name_of(Routing routing) {
  static constexpr std::array<std::string_view, 2> kNames = {"balanced", "random"};
  return kNames[static_cast<std::size_t>(routing)];
}

std::string_view name_of(Timing timing) {
  static constexpr std::array<std::string_view, 5> kNames = {"graph", "profiler", "host",
                                                             "compiled", "loop"};
  return kNames[static_cast<std::size_t>(timing)];
}

std::string name_of(const Conditions& conditions) {
  std::string text(name_of(conditions.caches));
  text += " caches, ";
  if (conditions.weight_copies > 1)
    text += "up to " + std::to_string(conditions.weight_copies) + " copies of weights, ";
  text += name_of(conditions.routing);
  text += " routing, ";
  text += name_of(conditions.timing);
  return text + " timing";
}

}  // namespace tessera
