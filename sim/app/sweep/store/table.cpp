#include "sim/app/sweep/store/table.h"

#include <algorithm>

#include "sim/app/sweep/store/addresses_by_values.h"

namespace tessera::sweep {

Table::Table(Points& points, Store& store, const std::vector<std::optional<Key>>& keys)
    : rows_(keys.size()) {
  place_of_text({});
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!points.keys()[i]) continue;
    rows_[i].state = PointState::kMissing;
    if (!keys[i]) continue;
    if (const auto point = store.find(*keys[i])) add(points, i, *point);
  }
  places_.clear();
  if (count(PointState::kMissing) > 0) count_closed_forms(points, store);
}

void Table::count_closed_forms(const Points& points, Store& store) {
  Statement links = store.query(
      "SELECT number, exit_code FROM sweep_point p JOIN sweep ON sweep.id=p.sweep JOIN point "
      "USING(key)"
      " WHERE spec=?1");
  links.bind(1, std::string_view(closed_form_text(points.spec().text)));
  while (links.step())
    if (const auto number = static_cast<std::size_t>(links.whole(0));
        number < rows_.size() && rows_[number].state == PointState::kMissing)
      ++(links.whole(1) == 0 ? closed_form_only_ : closed_form_failed_);
}

void Table::add(Points& points, std::size_t number, const StoredPoint& point) {
  Row& row = rows_[number];
  row.exit_code = static_cast<std::int16_t>(point.exit_code);
  row.message = place_of_text(point.message);
  row.limiter = place_of_text(point.limiter);
  row.state = PointState::kFailed;
  if (point.exit_code != 0) return;
  row.figures = static_cast<std::uint32_t>(figures_.size() / sweep_metrics().size());
  figures_.insert(figures_.end(), point.figures.begin(), point.figures.end());
  row.state = PointState::kFeasible;
  if (points.spec().constraints.empty()) return;
  const Values values = points.space().values(number);
  if (!points.constraints().met_by_chip(values, point.figures) ||
      !points.constraints().met_by_run(values, point.figures))
    row.state = PointState::kRefused;
}

std::uint32_t Table::place_of_text(const std::string& text) {
  const auto [at, added] = places_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (added) texts_.push_back(text);
  return at->second;
}

std::size_t Table::count(PointState state) const {
  return static_cast<std::size_t>(std::ranges::count(rows_, state, &Row::state));
}

double Table::figure(std::size_t number, std::size_t metric) const {
  return ran(number) ? figures_[rows_[number].figures * sweep_metrics().size() + metric] : kNone;
}

std::vector<double> column_of(const Table& table, std::size_t metric) {
  std::vector<double> column(table.size());
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = table.figure(i, metric);
  return column;
}

}  // namespace tessera::sweep
