#include "sim/app/python/place_on_axis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace tessera::python {
namespace {

using sweep::Axis;
using sweep::Column;
using sweep::Continuous;
using sweep::Values;

constexpr std::size_t kMostShown = 16;

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string names_of(const Axis& axis) {
  std::string names;
  for (const Column& column : axis.columns()) names += (names.empty() ? "" : ", ") + column.name;
  return names;
}

std::string allowed_on(const Axis& axis) {
  std::string list;
  for (std::size_t i = 0; i < std::min(axis.size(), kMostShown); ++i)
    list += fmt::format("{}{}", i == 0 ? "" : "; ", fmt::join(axis.row(i), ", "));
  if (axis.size() > kMostShown) list += fmt::format("; and {} more", axis.size() - kMostShown);
  return list;
}

// What is wrong with a number on a range; empty if nothing is.
std::string wrong_on(const Continuous& range, const std::string& text) {
  const std::optional<double> number = number_of(text);
  if (!number || *number < range.from || *number > range.to)
    return fmt::format("is {}, must be {} to {}", text, sweep::number_text(range.from),
                       sweep::number_text(range.to));
  if (range.whole && *number != std::floor(*number))
    return fmt::format("is {}, must be a whole number", text);
  return {};
}

Values on_range(const Axis& axis, const std::string& text, std::vector<Mistake>& mistakes) {
  if (const std::string wrong = wrong_on(axis.range(), text); !wrong.empty()) {
    mistakes.push_back({{names_of(axis)}, wrong});
    return {};
  }
  return {sweep::short_number_text(*number_of(text))};
}

}  // namespace

Values place_on_axis(const Axis& axis, const NamedValues& values, std::vector<Mistake>& mistakes) {
  Values row;
  for (const Column& column : axis.columns()) {
    const auto given = values.find(column.name);
    if (given == values.end()) {
      mistakes.push_back({{column.name}, "has no value"});
      return {};
    }
    const std::optional<double> number = number_of(given->second);
    row.push_back(column.text || !number ? given->second : sweep::number_text(*number));
  }
  if (axis.continuous()) return on_range(axis, row.front(), mistakes);
  for (std::size_t i = 0; i < axis.size(); ++i)
    if (axis.row(i) == row) return row;
  mistakes.push_back(
      {{names_of(axis)},
       fmt::format("is {}, must be one of: {}", fmt::join(row, ", "), allowed_on(axis))});
  return row;
}

}  // namespace tessera::python
