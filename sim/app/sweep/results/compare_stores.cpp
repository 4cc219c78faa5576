#include "sim/app/sweep/results/compare_stores.h"

#include <algorithm>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>

namespace tessera::sweep {
namespace {

class Compare {
 public:
  Compare(const Points& points, const Table& base, const Table& run)
      : points_(points), base_(base), run_(run) {}

  void count(StoreComparison& found) const {
    for (const std::size_t number : points_.distinct()) {
      const bool in_base = stored(base_, number), in_run = stored(run_, number);
      if (!in_base && !in_run) ++found.in_neither;
      if (in_base && !in_run) ++found.base_only;
      if (!in_base && in_run) ++found.run_only;
      if (!in_base || !in_run) continue;
      const bool base_ran = base_.ran(number), run_ran = run_.ran(number);
      if (base_ran && run_ran) ++found.compared;
      if (base_ran && !run_ran) ++found.fails_now;
      if (!base_ran && run_ran) ++found.fails_no_more;
      if (!base_ran && !run_ran) ++found.fails_in_both;
    }
  }

  MetricChange change_in(std::size_t metric) const {
    const bool more = sweep_metrics()[metric].better == Better::kMore;
    MetricChange found;
    found.metric = metric;
    std::vector<double> changes;
    double worst = -HUGE_VAL;
    each_change(metric, [&](std::size_t number, double change) {
      changes.push_back(change);
      if (change != 0) ++found.changed;
      const double harm = more ? -change : change;
      if (harm <= worst) return;
      worst = harm;
      found.worst = change;
      found.worst_at = number;
      found.worst_base = base_.figure(number, metric);
      found.worst_run = run_.figure(number, metric);
    });
    found.points = changes.size();
    if (!changes.empty()) found.median = boost::math::statistics::median(changes);
    return found;
  }

  Failure failure_of(const Threshold& threshold) const {
    Failure failure{threshold.text};
    const auto metric = static_cast<std::size_t>(metric_place(threshold.metric->name));
    each_change(metric, [&](std::size_t number, double change) {
      if (!fails(threshold, change)) return;
      const bool further = threshold.above ? change > failure.change : change < failure.change;
      if (failure.points++ > 0 && !further) return;
      failure.worst_at = number;
      failure.change = change;
    });
    return failure;
  }

 private:
  static bool stored(const Table& table, std::size_t number) {
    return table.state(number) >= PointState::kFailed;
  }

  // Of every point that has the metric in both.
  template <class Take>
  void each_change(std::size_t metric, const Take& take) const {
    for (const std::size_t number : points_.distinct()) {
      const double before = base_.figure(number, metric), after = run_.figure(number, metric);
      if (!std::isnan(before) && !std::isnan(after)) take(number, change_of(before, after));
    }
  }

  const Points& points_;
  const Table& base_;
  const Table& run_;
};

}  // namespace

StoreComparison compare_stores(Points& points, Store& base, Store& run,
                               const std::vector<Threshold>& thresholds) {
  const AddressesByValues in_base = addresses_by_values(points, base);
  const AddressesByValues in_run = addresses_by_values(points, run);
  const Table base_table(points, base, in_base.keys), run_table(points, run, in_run.keys);
  const Compare compare(points, base_table, run_table);
  StoreComparison found;
  found.ambiguous = in_base.ambiguous + in_run.ambiguous;
  found.other_base = in_base.other_base + in_run.other_base;
  compare.count(found);
  for (std::size_t metric = 0; metric < sweep_metrics().size(); ++metric)
    if (const MetricChange change = compare.change_in(metric); change.points > 0)
      found.metrics.push_back(change);
  for (const Threshold& threshold : thresholds)
    if (Failure failure = compare.failure_of(threshold); failure.points > 0)
      found.failures.push_back(std::move(failure));
  return found;
}

}  // namespace tessera::sweep
