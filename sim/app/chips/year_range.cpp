#include "sim/app/chips/year_range.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

std::optional<int> year(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.size() != 4 || value < 1000)
    return std::nullopt;
  return value;
}

std::optional<YearRange> parse(std::string_view text) {
  const auto bounded = [](std::optional<int> first, std::optional<int> last) {
    return first && last && *first <= *last ? std::optional(YearRange{*first, *last})
                                            : std::nullopt;
  };
  if (text.starts_with(">=")) return bounded(year(text.substr(2)), YearRange().last);
  if (text.starts_with("<=")) return bounded(YearRange().first, year(text.substr(2)));
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return bounded(year(text), year(text));
  return bounded(year(text.substr(0, dash)), year(text.substr(dash + 1)));
}

}  // namespace

YearRange year_range(const std::string& text) {
  if (const std::optional<YearRange> range = parse(text)) return *range;
  throw InputError(
      ExitCode::kUsage,
      fmt::format("--year '{}': must be a year, 2022-2025, '>=2024' or '<=2020'", text));
}

}  // namespace tessera
