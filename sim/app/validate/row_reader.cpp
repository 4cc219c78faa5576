#include "sim/app/validate/row_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace tessera::validation {
namespace {

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  const auto number = whole<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::int64_t> integer_in(std::string_view text) { return whole<std::int64_t>(text); }

const std::string& RowReader::text(std::string_view column) const {
  static const std::string kNone;
  const auto at = table_.column(column);
  return at ? row_.cells[*at] : kNone;
}

double RowReader::number(std::string_view column, double low, double high) {
  const auto found = number_in(text(column));
  if (found && *found >= low && *found <= high) return *found;
  reject(column, fmt::format("a number from {} to {}", low, high));
  return low;
}

std::int64_t RowReader::integer(std::string_view column, std::int64_t low, std::int64_t high) {
  const auto found = integer_in(text(column));
  if (found && *found >= low && *found <= high) return *found;
  reject(column, fmt::format("a whole number from {} to {}", low, high));
  return low;
}

std::optional<double> RowReader::optional_number(std::string_view column, double low, double high) {
  if (text(column).empty()) return std::nullopt;
  return number(column, low, high);
}

void RowReader::reject(std::string_view column, const std::string& known) {
  add_mistake(fmt::format("{} is '{}', must be {}", column, text(column), known));
}

void RowReader::add_mistake(const std::string& message) {
  mistakes_.push_back({{table_.file, row_.line, 0}, message});
}

}  // namespace tessera::validation
