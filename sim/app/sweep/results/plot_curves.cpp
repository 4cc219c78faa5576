#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/report/json_writer.h"
#include "sim/app/sweep/report/report.h"
#include "sim/app/sweep/results/axis_lines.h"
#include "sim/app/sweep/results/knee.h"
#include "sim/app/sweep/results/mean_curve.h"
#include "sim/app/sweep/results/plot_kinds.h"
#include "sim/app/sweep/space/objectives.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kMostNamed = 8;  // curves; more are crowds with their means
constexpr std::size_t kMostMeans = 8;
const char* const kUsualX = "memory_gb_per_s";

[[noreturn]] void refuse(const std::string& why) {
  throw InputError(ExitCode::kUsage, "latency-bandwidth: " + why);
}

std::string axis_names(const Spec& spec) {
  std::string names;
  for (const Axis& axis : spec.axes) names += (names.empty() ? "" : ", ") + name_of(axis);
  return names;
}

// What is drawn across: an axis, in its own numbers or in those of a metric that follows it.
struct Across {
  std::size_t axis = 0;
  std::string name;
  std::optional<std::size_t> metric;
};

bool varies_along(const Points& points, const std::vector<double>& column, std::size_t axis) {
  const Ascent ascent = ascent_of(points.spec().axes[axis]);
  for (const auto& line : lines_along(points.spec(), axis, ascent.rows)) {
    double first = kNone;
    for (const std::size_t number : line) {
      if (std::isnan(column[number])) continue;
      if (!std::isnan(first) && column[number] != first) return true;
      first = column[number];
    }
  }
  return false;
}

Across across_metric(const Points& points, const Table& table, const std::string& name) {
  const Objective metric = objective_named(points.spec(), "-x", name);
  const std::vector<double> column = column_of(table, place_of(metric));
  std::vector<std::size_t> axes;
  for (std::size_t a = 0; a < points.spec().axes.size(); ++a)
    if (varies_along(points, column, a)) axes.push_back(a);
  if (axes.size() != 1)
    refuse(fmt::format("{} varies along {} axes; name the axis to draw along with -x: {}",
                       metric.metric, axes.empty() ? "none of the" : "several",
                       axis_names(points.spec())));
  return {axes[0], metric.metric, place_of(metric)};
}

Across across_of(const Points& points, const Table& table, const std::string& x) {
  for (std::size_t a = 0; a < points.spec().axes.size(); ++a)
    if (name_of(points.spec().axes[a]) == x) return {a, x, std::nullopt};
  return across_metric(points, table, x.empty() ? kUsualX : x);
}

struct Curve {
  std::string label;
  std::vector<double> x, y;
  Knee knee;
  std::size_t number = 0;  // of its first point
};

// The values of all other axes.
std::string label_of(const Points& points, std::size_t number, std::size_t axis) {
  const Values values = points.space().values(number);
  std::string label;
  std::size_t column = 0;
  for (std::size_t a = 0; a < points.spec().axes.size(); ++a)
    for (const Column& one : points.spec().axes[a].columns()) {
      if (a != axis)
        label += fmt::format("{}{} {}", label.empty() ? "" : ", ", one.name,
                             short_value(values[column]));
      ++column;
    }
  return label;
}

std::vector<double> along(const std::vector<std::size_t>& line, const std::vector<double>& column) {
  std::vector<double> values;
  for (const std::size_t number : line) values.push_back(column[number]);
  return values;
}

std::vector<Curve> curves_of(const Points& points, const Table& table, const Across& across,
                             const std::vector<double>& y) {
  const Ascent ascent = ascent_of(points.spec().axes[across.axis]);
  if (ascent.rows.size() < 3)
    refuse(fmt::format("{} needs at least three positive numbers", across.name));
  std::vector<double> x;
  if (across.metric) x = column_of(table, *across.metric);
  std::vector<Curve> curves;
  for (const auto& line : lines_along(points.spec(), across.axis, ascent.rows)) {
    Curve curve = {label_of(points, line[0], across.axis),
                   across.metric ? along(line, x) : ascent.numbers,
                   along(line, y),
                   {},
                   line[0]};
    const bool whole = std::ranges::all_of(curve.y, [](double one) { return one > 0; }) &&
                       std::ranges::adjacent_find(curve.x, [](double a, double b) {
                         return !(a > 0 && a < b);
                       }) == curve.x.end();
    if (!whole) continue;
    curve.knee = knee_of(curve.x, curve.y);
    curves.push_back(std::move(curve));
  }
  return curves;
}

void add_curve(const Curve& curve, JsonWriter& json) {
  json.add("label", curve.label);
  json.begin_array("x");
  for (const double one : curve.x) json.element(one);
  json.end_array();
  json.begin_array("y");
  for (const double one : curve.y) json.element(one);
  json.end_array();
  if (!curve.knee.at) return;
  json.begin_object("knee");
  json.add("x", *curve.knee.at);
  json.add("y", on_curve(curve.x, curve.y, *curve.knee.at));
  json.end_object();
}

// Where the first axis of words is; none: all curves are alike in it.
std::optional<std::size_t> axis_of_words(const Spec& spec, std::size_t across) {
  for (std::size_t a = 0; a < spec.axes.size(); ++a)
    if (a != across && spec.axes[a].size() > 1 && numbers_of(spec.axes[a]).empty() &&
        !spec.axes[a].continuous())
      return a;
  return std::nullopt;
}

// Which curves share a colour and a mean: those with the same word, and the same places across, as
// no mean can be taken of figures at different ones.
using Groups = std::vector<std::vector<std::size_t>>;

Groups groups_of(const Points& points, const std::vector<Curve>& curves,
                 const std::optional<std::size_t>& words) {
  std::vector<std::pair<std::size_t, std::vector<double>>> kinds;
  Groups groups;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::pair kind(words ? points.space().row(curves[i].number, *words) : 0, curves[i].x);
    const auto place = static_cast<std::size_t>(std::ranges::find(kinds, kind) - kinds.begin());
    if (place == kinds.size()) {
      kinds.push_back(kind);
      groups.emplace_back();
    }
    groups[place].push_back(i);
  }
  return groups;
}

// Values that all curves of the group have and not all others: "chip h100-sxm".
std::string words_of(const Points& points, const std::vector<Curve>& curves,
                     const std::vector<std::size_t>& group, std::size_t across) {
  const std::vector<Column> columns = points.spec().columns();
  const Values first = points.space().values(curves[group[0]].number);
  std::vector<bool> of_group(columns.size(), true), of_all(columns.size(), true);
  const auto compare = [&](std::size_t curve, std::vector<bool>& same) {
    const Values values = points.space().values(curves[curve].number);
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (values[c] != first[c]) same[c] = false;
  };
  for (const std::size_t curve : group) compare(curve, of_group);
  for (std::size_t curve = 0; curve < curves.size(); ++curve) compare(curve, of_all);
  std::string text;
  std::size_t column = 0;
  for (std::size_t a = 0; a < points.spec().axes.size(); ++a)
    for (const Column& one : points.spec().axes[a].columns()) {
      if (a != across && of_group[column] && !of_all[column])
        text +=
            fmt::format("{}{} {}", text.empty() ? "" : ", ", one.name, short_value(first[column]));
      ++column;
    }
  return text;
}

Curve mean_of(const std::vector<Curve>& curves, const std::vector<std::size_t>& group,
              const std::string& words) {
  std::vector<std::vector<double>> y;
  for (const std::size_t curve : group) y.push_back(curves[curve].y);
  Curve mean = {fmt::format("{}{}geometric mean of {} designs", words, words.empty() ? "" : ": ",
                            group.size()),
                curves[group[0]].x,
                geometric_mean(y),
                {}};
  mean.knee = knee_of(mean.x, mean.y);
  return mean;
}

}  // namespace

std::string curves_plot(const Points& points, const Table& table, const PlotRequest& request) {
  if (!points.space().grid()) refuse("drawn points lie on no lines; it needs a grid");
  const Objective y =
      objective_named(points.spec(), "-y", request.y.empty() ? "latency_us" : request.y);
  Across across = across_of(points, table, request.x);
  const auto words = axis_of_words(points.spec(), across.axis);
  const std::vector<double> column = column_of(table, place_of(y));
  std::vector<Curve> curves = curves_of(points, table, across, column);
  Groups groups = groups_of(points, curves, words);
  if (groups.size() > kMostMeans && across.metric) {
    // The metric is elsewhere for nearly every design: in the axis itself they can be compared.
    across = {across.axis, name_of(points.spec().axes[across.axis]), std::nullopt};
    curves = curves_of(points, table, across, column);
    groups = groups_of(points, curves, words);
  }
  if (groups.size() > kMostMeans) groups = groups_of(points, curves, std::nullopt);
  if (curves.empty()) refuse(fmt::format("no line along {} is complete", across.name));
  JsonWriter json;
  begin_plot(points, table, request, json);
  json.add("x", across.name);
  json.add("y", y.metric);
  json.begin_array("curves");
  std::vector<std::size_t> group_of(curves.size());
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t curve : groups[g]) group_of[curve] = g;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    json.begin_object();
    add_curve(curves[i], json);
    json.add("group", group_of[i]);
    json.end_object();
  }
  json.end_array();
  if (curves.size() > kMostNamed) {
    json.begin_array("means");
    for (const std::vector<std::size_t>& group : groups) {
      json.begin_object();
      add_curve(mean_of(curves, group, words_of(points, curves, group, across.axis)), json);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return json.take();
}

}  // namespace tessera::sweep
