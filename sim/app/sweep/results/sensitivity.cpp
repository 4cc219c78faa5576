#include "sim/app/sweep/results/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/app/sweep/results/axis_lines.h"
#include "sim/app/sweep/results/mean_curve.h"
#include "sim/app/sweep/results/variance_shares.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kShownParts = 8;  // of a continuous axis

std::string value_text(const Values& row) {
  std::string text;
  for (const std::string& value : row) text += (text.empty() ? "" : " / ") + value;
  return text;
}

// Points that have the figure.
struct Sample {
  std::vector<std::size_t> numbers;
  std::vector<double> y;
};

Sample sample_of(const std::vector<double>& column) {
  Sample sample;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!std::isnan(column[i])) {
      sample.numbers.push_back(i);
      sample.y.push_back(column[i]);
    }
  return sample;
}

void set_moments(const Sample& sample, Sensitivity& found) {
  const auto count = static_cast<double>(sample.y.size());
  for (const double one : sample.y) found.mean += one / count;
  for (const double one : sample.y)
    found.deviation += (one - found.mean) * (one - found.mean) / count;
  found.deviation = std::sqrt(found.deviation);
}

// Where every point of the sample is on an axis.
struct Places {
  std::vector<std::size_t> rows;
  std::vector<double> numbers;  // empty: words
};

Places places_of(const Points& points, std::size_t axis, const Sample& sample) {
  const Axis& one = points.spec().axes[axis];
  const std::vector<double> numbers = numbers_of(one);
  std::size_t column = 0;
  for (std::size_t a = 0; a < axis; ++a) column += points.spec().axes[a].columns().size();
  Places places;
  for (const std::size_t number : sample.numbers) {
    places.rows.push_back(points.space().row(number, axis));
    if (one.continuous())
      places.numbers.push_back(std::strtod(points.space().values(number)[column].c_str(), nullptr));
    else if (!numbers.empty())
      places.numbers.push_back(numbers[places.rows.back()]);
  }
  return places;
}

void add_means(const std::vector<std::size_t>& groups, const std::vector<double>& y,
               std::vector<Level>& levels) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    Level& level = levels[groups[i]];
    ++level.points;
    level.mean += y[i];
  }
  for (Level& level : levels)
    level.mean = level.points > 0 ? level.mean / static_cast<double>(level.points) : kNone;
}

std::vector<Level> levels_of(const Axis& axis, const Places& places, const std::vector<double>& y) {
  std::vector<Level> levels;
  if (!axis.continuous()) {
    for (std::size_t i = 0; i < axis.size(); ++i) levels.push_back({value_text(axis.row(i))});
    add_means(places.rows, y, levels);
    return levels;
  }
  const std::size_t parts = std::min(kShownParts, y.size());
  const std::vector<std::size_t> groups = equal_bins(places.numbers, parts);
  for (std::size_t part = 0; part < parts; ++part) {
    double from = HUGE_VAL, to = -HUGE_VAL;
    for (std::size_t i = 0; i < y.size(); ++i)
      if (groups[i] == part) {
        from = std::min(from, places.numbers[i]);
        to = std::max(to, places.numbers[i]);
      }
    levels.push_back({fmt::format("{:.4g} to {:.4g}", from, to)});
  }
  add_means(groups, y, levels);
  return levels;
}

std::optional<double> known(double share) {
  return std::isnan(share) ? std::nullopt : std::optional<double>(share);
}

std::optional<double> drawn_share(const Axis& axis, const Places& places,
                                  const std::vector<double>& y) {
  const std::size_t parts = usual_bins(y.size());
  if (!axis.continuous() && axis.size() <= parts) return known(binned_share(places.rows, y));
  const std::vector<double> order =
      places.numbers.empty() ? std::vector<double>(places.rows.begin(), places.rows.end())
                             : places.numbers;
  return known(binned_share(equal_bins(order, parts), y));
}

std::optional<AxisKnee> knee_along(const Points& points, std::size_t axis,
                                   const std::vector<double>& column) {
  const Ascent ascent = ascent_of(points.spec().axes[axis]);
  if (ascent.rows.size() < 3) return std::nullopt;
  const auto lines = lines_along(points.spec(), axis, ascent.rows);
  const std::vector<std::vector<double>> curves = whole_curves(lines, column);
  if (curves.empty()) return std::nullopt;
  AxisKnee found;
  found.all_lines = lines.size();
  found.lines = curves.size();
  found.mean = knee_of(ascent.numbers, geometric_mean(curves));
  for (const std::vector<double>& curve : curves)
    if (const auto at = knee_of(ascent.numbers, curve).at) {
      found.least = found.with_knee == 0 ? *at : std::min(found.least, *at);
      found.most = found.with_knee == 0 ? *at : std::max(found.most, *at);
      ++found.with_knee;
    }
  return found;
}

}  // namespace

Sensitivity sensitivity(const Points& points, const Table& table, const Objective& metric) {
  const std::vector<double> column = column_of(table, place_of(metric));
  const Sample sample = sample_of(column);
  const std::vector<Axis>& axes = points.spec().axes;
  Sensitivity found;
  found.metric = metric;
  found.grid = points.space().grid();
  found.points = sample.y.size();
  found.holes = column.size() - found.points;
  if (sample.y.empty()) return found;
  set_moments(sample, found);
  VarianceShares shares;
  if (found.grid) {
    std::vector<std::size_t> sizes;
    for (const Axis& axis : axes) sizes.push_back(axis.size());
    shares = grid_shares(sizes, column);
  }
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const Places places = places_of(points, a, sample);
    AxisEffect& effect = found.axes.emplace_back();
    effect.name = name_of(axes[a]);
    effect.levels = levels_of(axes[a], places, sample.y);
    if (!places.numbers.empty()) effect.elasticity = elasticity_of(places.numbers, sample.y);
    if (found.grid) {
      effect.first = known(shares.first[a]);
      effect.total = known(shares.total[a]);
      effect.knee = knee_along(points, a, column);
    } else {
      effect.first = drawn_share(axes[a], places, sample.y);
    }
  }
  return found;
}

}  // namespace tessera::sweep
