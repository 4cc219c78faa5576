#include "sim/app/sweep/run/prefilter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/app/sweep/store/addresses_by_values.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

constexpr double kFirstMargin = 0.02;
constexpr std::size_t kMostRounds = 6;

// Of each point the objectives, smaller better; empty where it has none or a constraint is not met.
class ObjectiveValues {
 public:
  ObjectiveValues(Points& points, Store& store) : points_(points), store_(store) {
    for (const Objective& objective : points.spec().objectives)
      places_.push_back(static_cast<std::size_t>(metric_place(objective.metric)));
  }

  std::vector<double> of(std::size_t number) {
    const auto stored = store_.find(*points_.keys()[number]);
    if (!stored || stored->figures.empty()) return {};
    const Values values = points_.space().values(number);
    Constraints& constraints = points_.constraints();
    if (!constraints.met_by_chip(values, stored->figures) ||
        !constraints.met_by_run(values, stored->figures))
      return {};
    std::vector<double> found;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double value = stored->figures[places_[i]];
      if (!(value > 0)) return {};  // a logarithm is taken
      found.push_back(points_.spec().objectives[i].maximise ? 1 / value : value);
    }
    return found;
  }

 private:
  Points& points_;
  Store& store_;
  std::vector<std::size_t> places_;
};

Spec in_closed_form(Spec spec) {
  spec.base.detail = "analytic";
  spec.text = closed_form_text(spec.text);
  return spec;
}

std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    // Equal values share the mean of their ranks.
    for (std::size_t j = i; j < end; ++j) ranks[order[j]] = static_cast<double>(i + end - 1) / 2;
    i = end;
  }
  return ranks;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// The numbers that both details have, and how they compare.
struct Compared {
  std::vector<std::vector<double>> analytic, detailed;  // [objective][point]
};

std::vector<RankAgreement> agreement_of(const Spec& spec, const Compared& compared) {
  std::vector<RankAgreement> all;
  for (std::size_t o = 0; o < spec.objectives.size(); ++o) {
    RankAgreement one{spec.objectives[o].metric,
                      rank_correlation(compared.analytic[o], compared.detailed[o]), 0};
    std::vector<double> ratios;
    for (std::size_t i = 0; i < compared.analytic[o].size(); ++i)
      ratios.push_back(std::log(compared.detailed[o][i] / compared.analytic[o][i]));
    if (!ratios.empty()) {
      const double middle = median(ratios);
      for (const double ratio : ratios)
        one.deviation = std::max(one.deviation, std::abs(ratio - middle));
    }
    all.push_back(one);
  }
  return all;
}

void add(const Standing& round, Standing& all) {
  all.computed += round.computed;
  all.failed = round.failed;
  all.excluded = round.excluded;
  all.best = round.best;
  all.left = round.left;
  all.ended = round.ended;
  all.interrupted = round.interrupted;
}

class Prefilter {
 public:
  Prefilter(Points& points, Store& store, const RunOptions& options)
      : points_(points),
        closed_(in_closed_form(points.spec())),
        store_(store),
        options_(options),
        analytic_(closed_, store),
        detailed_(points, store),
        margin_(points.spec().objectives.size(), kFirstMargin) {}

  Prefiltered take() {
    Prefiltered result;
    result.analytic = run_sweep(closed_, store_, options_);
    if (result.analytic.left > 0) return result;
    read_closed_form();
    std::vector<std::size_t> chosen;
    while (result.rounds < kMostRounds) {
      std::vector<std::size_t> near = near_candidates();
      if (near == chosen) break;
      chosen = std::move(near);
      RunOptions round = options_;
      round.only = &chosen;
      const Standing standing = run_sweep(points_, store_, round);
      if (result.rounds++ == 0) result.detailed.reused = standing.reused;
      add(standing, result.detailed);
      result.agreement = agreement_of(points_.spec(), compare(chosen));
      result.chosen = chosen.size();
      if (standing.left > 0) break;
      widen(result.agreement);
    }
    return result;
  }

 private:
  void read_closed_form() {
    for (const std::size_t number : points_.distinct()) {
      std::vector<double> values = analytic_.of(number);
      if (values.empty()) continue;
      numbers_.push_back(number);
      values_.push_back(std::move(values));
    }
  }

  std::vector<std::size_t> near_candidates() const {
    std::vector<std::size_t> near;
    for (const std::size_t i : near_front(values_, margin_)) near.push_back(numbers_[i]);
    return near;
  }

  Compared compare(const std::vector<std::size_t>& chosen) {
    Compared compared;
    compared.analytic.resize(margin_.size());
    compared.detailed.resize(margin_.size());
    for (const std::size_t number : chosen) {
      const std::vector<double> detailed = detailed_.of(number);
      const std::vector<double> analytic = analytic_.of(number);
      if (detailed.empty() || analytic.empty()) continue;
      for (std::size_t o = 0; o < margin_.size(); ++o) {
        compared.analytic[o].push_back(analytic[o]);
        compared.detailed[o].push_back(detailed[o]);
      }
    }
    return compared;
  }

  // Of two points one may be so much better than it seemed and the other so much worse.
  void widen(const std::vector<RankAgreement>& agreement) {
    for (std::size_t o = 0; o < margin_.size(); ++o)
      margin_[o] = std::max(margin_[o], 2 * agreement[o].deviation);
  }

  Points& points_;
  Points closed_;
  Store& store_;
  const RunOptions& options_;
  ObjectiveValues analytic_, detailed_;
  std::vector<double> margin_;
  std::vector<std::size_t> numbers_;         // of points with values in closed form
  std::vector<std::vector<double>> values_;  // theirs
};

}  // namespace

std::vector<std::size_t> near_front(const std::vector<std::vector<double>>& values,
                                    const std::vector<double>& margin) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  const auto beats = [&](const std::vector<double>& other, const std::vector<double>& one,
                         bool with_margin) {
    bool better = false;
    for (std::size_t o = 0; o < one.size(); ++o) {
      const double limit = with_margin ? one[o] * std::exp(-margin[o]) : one[o];
      if (other[o] > limit) return false;
      better |= other[o] < limit;
    }
    return better;
  };
  // Whoever beats a point is beaten by none or by one that beats it too: the front is enough.
  std::vector<std::size_t> front;
  for (const std::size_t i : order)
    if (std::ranges::none_of(front,
                             [&](std::size_t f) { return beats(values[f], values[i], false); }))
      front.push_back(i);
  std::vector<std::size_t> near;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::ranges::none_of(front,
                             [&](std::size_t f) { return beats(values[f], values[i], true); }))
      near.push_back(i);
  return near;
}

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() < 3) return kNone;
  const std::vector<double> ra = ranks_of(a), rb = ranks_of(b);
  const double mean = static_cast<double>(a.size() - 1) / 2;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (ra[i] - mean) * (rb[i] - mean);
    aa += (ra[i] - mean) * (ra[i] - mean);
    bb += (rb[i] - mean) * (rb[i] - mean);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : kNone;
}

Prefiltered run_prefiltered(Points& points, Store& store, const RunOptions& options) {
  for (const Column& column : points.spec().columns())
    if (std::ranges::find(column.fields, "detail") != column.fields.end())
      throw InputError(ExitCode::kUsage, "--prefilter: the sweep varies detail itself");
  if (points.spec().base.detail == "analytic")
    throw InputError(ExitCode::kUsage,
                     "--prefilter analytic: the sweep is in closed form already (base.detail)");
  return Prefilter(points, store, options).take();
}

}  // namespace tessera::sweep
