// The lines of a grid: points that differ in one axis only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/app/sweep/run/points.h"

namespace tessera::sweep {

// "batch", "rows with columns"
std::string name_of(const Axis& axis);

// The number that an axis is at, for each of its rows; empty for words, and where it is continuous.
std::vector<double> numbers_of(const Axis& axis);

// Rows of an axis with their positive numbers ascending, all different; empty where they are not.
struct Ascent {
  std::vector<std::size_t> rows;
  std::vector<double> numbers;
};
Ascent ascent_of(const Axis& axis);

// Numbers of points, one list for each line along `axis`, in the order of `rows`.
std::vector<std::vector<std::size_t>> lines_along(const Spec& spec, std::size_t axis,
                                                  const std::vector<std::size_t>& rows);

}  // namespace tessera::sweep
