// What each axis of a sweep does to a metric.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/sweep/results/knee.h"
#include "sim/app/sweep/space/objectives.h"
#include "sim/app/sweep/store/table.h"

namespace tessera::sweep {

// Of the geometric mean of all lines along an axis that have no hole; and of each of these lines.
struct AxisKnee {
  Knee mean;
  std::size_t lines = 0;  // without a hole
  std::size_t all_lines = 0;
  std::size_t with_knee = 0;  // lines that have one, and where the first and the last of them are
  double least = 0, most = 0;
};

struct Level {
  std::string value;  // "64"; "0.5 to 0.7" of a part of a continuous axis
  std::size_t points = 0;
  double mean = 0;  // of the metric
};

struct AxisEffect {
  std::string name;
  std::vector<Level> levels;
  std::optional<double> first, total;  // shares of the variance; no totals of drawn points
  std::optional<double> elasticity;
  std::optional<AxisKnee> knee;  // on grids, of at least three positive numbers
};

struct Sensitivity {
  Objective metric;
  bool grid = false;
  std::size_t points = 0;  // that have the figure, whether they meet the constraints or not
  std::size_t holes = 0;   // all others
  double mean = 0;
  double deviation = 0;  // standard
  std::vector<AxisEffect> axes;
};

Sensitivity sensitivity(const Points& points, const Table& table, const Objective& metric);

std::string sensitivity_text(const Points& points, const Table& table, const Sensitivity& found);
std::string sensitivity_json(const Points& points, const Table& table, const Sensitivity& found);

}  // namespace tessera::sweep
