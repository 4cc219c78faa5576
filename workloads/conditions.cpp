#include "workloads/conditions.h"

#include <array>
#include <charconv>

#include "sim/core/diagnostics.h"

namespace tessera {

std::string_view name_of(Caches caches) {
  static constexpr std::array<std::string_view, 2> kNames = {"cold", "warm"};
  return kNames[static_cast<std::size_t>(caches)];
}

std::string_view name_of(Routing routing) {
  static constexpr std::array<std::string_view, 3> kNames = {"balanced", "random", "Zipf"};
  return kNames[static_cast<std::size_t>(routing)];
}

std::string_view name_of(Timing timing) {
  static constexpr std::array<std::string_view, 5> kNames = {"graph", "profiler", "host",
                                                             "compiled", "loop"};
  return kNames[static_cast<std::size_t>(timing)];
}

void set_routing(const std::string& text, Conditions& conditions) {
  constexpr std::string_view kZipf = "zipf=";
  constexpr double kMost = 10;
  if (text == "balanced") {
    conditions.routing = Routing::kBalanced;
    return;
  }
  if (text == "random") {
    conditions.routing = Routing::kRandom;
    return;
  }
  const char* const end = text.data() + text.size();
  double skew = 0;
  const bool zipf = text.starts_with(kZipf);
  const auto [stop, error] =
      std::from_chars(text.data() + (zipf ? kZipf.size() : text.size()), end, skew);
  const bool within = skew > 0 && skew <= kMost;
  if (!zipf || error != std::errc() || stop != end || !within)
    throw InputError(ExitCode::kUsage, "--routing is '" + text +
                                           "', must be balanced, random or zipf=S with S more than "
                                           "0 and at most 10");
  conditions.routing = Routing::kZipf;
  conditions.skew = skew;
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
