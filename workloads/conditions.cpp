#include "workloads/conditions.h"

#include <array>
#include <charconv>
#include <filesystem>
#include <optional>

#include "sim/core/diagnostics.h"
#include "workloads/expert_shares.h"

namespace tessera {

std::string_view name_of(Caches caches) {
  static constexpr std::array<std::string_view, 2> kNames = {"cold", "warm"};
  return kNames[static_cast<std::size_t>(caches)];
}

std::string_view name_of(Routing routing) {
  static constexpr std::array<std::string_view, 4> kNames = {"balanced", "random", "Zipf",
                                                             "measured"};
  return kNames[static_cast<std::size_t>(routing)];
}

std::string_view name_of(Timing timing) {
  static constexpr std::array<std::string_view, 5> kNames = {"graph", "profiler", "host",
                                                             "compiled", "loop"};
  return kNames[static_cast<std::size_t>(timing)];
}

namespace {

constexpr std::string_view kZipf = "zipf=";
constexpr double kMostSkew = 10;

std::optional<double> skew_of(const std::string& text) {
  const char* const end = text.data() + text.size();
  double skew = 0;
  const auto [stop, error] = std::from_chars(text.data() + kZipf.size(), end, skew);
  const bool within = skew > 0 && skew <= kMostSkew;
  return error == std::errc() && stop == end && within ? std::optional(skew) : std::nullopt;
}

}  // namespace

void set_routing(const std::string& text, Conditions& conditions) {
  if (text == "balanced") {
    conditions.routing = Routing::kBalanced;
  } else if (text == "random") {
    conditions.routing = Routing::kRandom;
  } else if (const auto skew = text.starts_with(kZipf) ? skew_of(text) : std::nullopt) {
    conditions.routing = Routing::kZipf;
    conditions.skew = *skew;
  } else if (!text.starts_with(kZipf) && std::filesystem::is_regular_file(text)) {
    conditions.routing = Routing::kMeasured;
    conditions.expert_shares = read_expert_shares(text);
  } else {
    throw InputError(ExitCode::kUsage,
                     "--routing is '" + text +
                         "', must be balanced, random, zipf=S with S more than 0 and at most 10, "
                         "or a file with the shares of the experts");
  }
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
