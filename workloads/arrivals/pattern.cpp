#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/arrivals/arrivals.h"

namespace tessera::serving {
namespace {

// Numbers with commas between them; nothing where one is none.
std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> numbers;
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + comma, value);
    if (error != std::errc() || end != text.data() + comma) return {};
    numbers.push_back(value);
    if (comma == text.size()) return numbers;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Pattern> read(std::string_view text) {
  if (text == "poisson") return Pattern{};
  if (text == "steady") return Pattern{Pattern::Kind::kSteady};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view kind = text.substr(0, colon);
  const std::vector<double> numbers = numbers_in(text.substr(colon + 1));
  if (kind == "gamma" && numbers.size() == 1 && numbers[0] > 0 && numbers[0] <= 100)
    return Pattern{Pattern::Kind::kGamma, numbers[0]};
  if (kind == "diurnal" && numbers.size() == 2 && numbers[0] >= 0 && numbers[0] <= 1 &&
      numbers[1] > 0)
    return Pattern{Pattern::Kind::kDiurnal, 1, numbers[0], numbers[1]};
  return {};
}

}  // namespace

Pattern parse_pattern(const std::string& text) {
  if (const auto pattern = read(text)) return *pattern;
  throw InputError(
      ExitCode::kUsage,
      fmt::format("--arrivals is '{}', must be poisson, steady, gamma:VARIATION (above "
                  "0, at most 100) or diurnal:SWING,PERIOD_S (swing 0 to 1)",
                  text));
}

}  // namespace tessera::serving
