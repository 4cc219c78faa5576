#include "sim/app/sweep/results/axis_lines.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <numeric>

namespace tessera::sweep {

std::string name_of(const Axis& axis) {
  std::string name;
  for (const Column& column : axis.columns()) name += (name.empty() ? "" : " with ") + column.name;
  return name;
}

std::vector<double> numbers_of(const Axis& axis) {
  const auto column = std::ranges::find(axis.columns(), false, &Column::text);
  if (column == axis.columns().end()) return {};
  const auto place = static_cast<std::size_t>(column - axis.columns().begin());
  std::vector<double> numbers;
  for (std::size_t i = 0; i < axis.size(); ++i)
    numbers.push_back(std::strtod(axis.row(i)[place].c_str(), nullptr));
  return numbers;
}

Ascent ascent_of(const Axis& axis) {
  const std::vector<double> numbers = numbers_of(axis);
  Ascent ascent;
  ascent.rows.resize(numbers.size());
  std::iota(ascent.rows.begin(), ascent.rows.end(), 0);
  std::ranges::sort(ascent.rows, {}, [&](std::size_t row) { return numbers[row]; });
  for (const std::size_t row : ascent.rows) ascent.numbers.push_back(numbers[row]);
  const bool rises =
      std::ranges::adjacent_find(ascent.numbers, std::greater_equal<>()) == ascent.numbers.end();
  return rises && !numbers.empty() && ascent.numbers.front() > 0 ? ascent : Ascent();
}

std::vector<std::vector<std::size_t>> lines_along(const Spec& spec, std::size_t axis,
                                                  const std::vector<std::size_t>& rows) {
  std::size_t stride = 1, size = 1;
  for (std::size_t a = 0; a < spec.axes.size(); ++a) {
    size *= spec.axes[a].size();
    if (a > axis) stride *= spec.axes[a].size();
  }
  std::vector<std::vector<std::size_t>> lines;
  for (std::size_t first = 0; first < size; ++first) {
    if (first / stride % spec.axes[axis].size() != 0) continue;
    std::vector<std::size_t>& line = lines.emplace_back();
    for (const std::size_t row : rows) line.push_back(first + row * stride);
  }
  return lines;
}

}  // namespace tessera::sweep
