#include "sim/app/sweep/space/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace tessera::sweep {
namespace {

constexpr double kExact = 9e15;  // whole numbers below are exact as double

}  // namespace

std::string number_text(double number) {
  if (number == std::floor(number) && std::abs(number) < kExact)
    return fmt::format("{}", static_cast<std::int64_t>(number));
  return fmt::format("{}", number);
}

std::string short_number_text(double number) {
  if (number == std::floor(number)) return number_text(number);
  return number_text(std::strtod(fmt::format("{:.6g}", number).c_str(), nullptr));
}

Axis::Axis(std::vector<Column> columns, std::vector<std::vector<std::string>> rows)
    : columns_(std::move(columns)), rows_(std::move(rows)) {}

Axis::Axis(Column column, Continuous range) : columns_({std::move(column)}), range_(range) {}

std::size_t Axis::row_at(double share) const {
  if (continuous()) return 0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(rows_.size()));
  return std::min(place, rows_.size() - 1);
}

std::vector<std::string> Axis::at(double share) const {
  if (!continuous()) return rows_[row_at(share)];
  double value = range_.logarithmic ? range_.from * std::pow(range_.to / range_.from, share)
                                    : range_.from + share * (range_.to - range_.from);
  // Between equal steps every whole number takes an equal part, both ends included.
  if (range_.whole)
    value = std::floor(range_.logarithmic ? value + 0.5
                                          : range_.from + share * (range_.to - range_.from + 1));
  return {short_number_text(value)};
}

}  // namespace tessera::sweep
