#include "sim/app/export/trace_window.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 4> kPicosecondsPer = {
    {{"ns", 1e3}, {"us", 1e6}, {"ms", 1e9}, {"s", 1e12}}};
constexpr double kLongest = 9e18;  // picoseconds that fit their type

std::optional<Picoseconds> time_of(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || !(number >= 0)) return std::nullopt;
  for (const auto& [unit, picoseconds] : kPicosecondsPer)
    if (std::string_view(rest, static_cast<std::size_t>(end - rest)) == unit &&
        number * picoseconds < kLongest)
      return Picoseconds(std::llround(number * picoseconds));
  return std::nullopt;
}

}  // namespace

void read_window(const std::string& text, TraceOptions& options) {
  const std::size_t dots = text.find("..");
  const auto fail = [&text] {
    throw InputError(
        ExitCode::kUsage,
        fmt::format("--trace-window {}: expected FROM..TO in ns, us, ms or s, FROM before TO, as "
                    "1.2ms..1.5ms; either end may be left away",
                    text));
  };
  if (dots == std::string::npos) fail();
  const std::string_view from = std::string_view(text).substr(0, dots);
  const std::string_view to = std::string_view(text).substr(dots + 2);
  const std::optional<Picoseconds> begin = from.empty() ? Picoseconds(0) : time_of(from);
  const std::optional<Picoseconds> end = to.empty() ? TraceOptions::kEndOfTime : time_of(to);
  if (!begin || !end || *begin >= *end) fail();
  options.from = *begin;
  options.to = *end;
}

std::string text_of_time(Picoseconds time) {
  const std::int64_t ns = time.count() / 1000;
  return fmt::format("{}.{:03}us", ns / 1000, ns % 1000);
}

}  // namespace tessera
