#include "sim/app/sweep/run/prefilter.h"

#include <algorithm>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <chrono>
#include <cmath>
#include <numeric>
#include <set>

#include "sim/app/sweep/run/nearby.h"
#include "sim/app/sweep/store/addresses_by_values.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostRounds = 6;
constexpr std::size_t kSpread = 10;           // points all over the space
constexpr std::size_t kEnoughToCorrect = 12;  // simulated points

enum class Asked { kMissing, kFailed, kRefused, kWithout, kHas };

// Of each point the objectives, smaller better.
class ObjectiveValues {
 public:
  ObjectiveValues(Points& points, Store& store) : points_(points), store_(store) {
    for (const Objective& objective : points.spec().objectives)
      places_.push_back(static_cast<std::size_t>(metric_place(objective.metric)));
  }

  // `found` only of one that has them all.
  Asked ask(std::size_t number, std::vector<double>& found) {
    found.clear();
    const auto stored = store_.find(*points_.keys()[number]);
    if (!stored) return Asked::kMissing;
    if (stored->exit_code != 0 || stored->figures.empty()) return Asked::kFailed;
    const Values values = points_.space().values(number);
    Constraints& constraints = points_.constraints();
    if (!constraints.met_by_chip(values, stored->figures) ||
        !constraints.met_by_run(values, stored->figures))
      return Asked::kRefused;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double value = stored->figures[places_[i]];
      if (!(value > 0)) {  // a logarithm is taken
        found.clear();
        return Asked::kWithout;
      }
      found.push_back(points_.spec().objectives[i].maximise ? 1 / value : value);
    }
    return Asked::kHas;
  }

  std::vector<double> of(std::size_t number) {
    std::vector<double> found;
    ask(number, found);
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

// The numbers that both details have, and how they compare.
struct Compared {
  std::vector<std::vector<double>> analytic, detailed;  // [objective][point]
};

std::vector<RankAgreement> agreement_of(const Spec& spec, const Compared& compared) {
  std::vector<RankAgreement> all;
  for (std::size_t o = 0; o < spec.objectives.size(); ++o) {
    RankAgreement one{spec.objectives[o].metric, compared.analytic[o].size(),
                      rank_correlation(compared.analytic[o], compared.detailed[o]), 0, 0};
    std::vector<double> ratios;
    for (std::size_t i = 0; i < compared.analytic[o].size(); ++i)
      ratios.push_back(std::log(compared.detailed[o][i] / compared.analytic[o][i]));
    if (!ratios.empty()) {
      const double middle = boost::math::statistics::median(ratios);
      for (double& ratio : ratios) ratio = std::abs(ratio - middle);
      std::ranges::sort(ratios);
      one.deviation = ratios.back();
      one.usual = ratios[(ratios.size() - 1) * 9 / 10];
    }
    all.push_back(one);
  }
  return all;
}

bool better(const Spec& spec, const std::optional<Best>& one, const std::optional<Best>& other) {
  if (!one || !other) return one.has_value();
  if (one->value == other->value) return one->number < other->number;
  return spec.objectives.front().maximise ? one->value > other->value : one->value < other->value;
}

void add(const Spec& spec, const Standing& round, Standing& all) {
  all.computed += round.computed;
  all.reused += round.reused;
  all.failed += round.failed;
  all.excluded += round.excluded;
  if (better(spec, round.best, all.best)) all.best = round.best;
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
        margin_(points.spec().objectives.size()) {}

  Prefiltered take() {
    Prefiltered result;
    store_.put_sweep(points_.spec(), points_.keys());
    result.analytic = run_stage(closed_, nullptr);
    if (result.analytic.left > 0) return result;
    read_closed_form(result.passed_over);
    if (numbers_.empty()) return result;
    result.detailed.failed = result.analytic.failed;
    result.detailed.excluded = result.analytic.excluded;
    const std::vector<std::size_t> spread = all_over();
    std::vector<std::size_t> near;
    while (result.rounds < kMostRounds) {
      near = near_candidates();
      std::vector<std::size_t> wanted = near;
      if (result.rounds == 0) wanted.insert(wanted.end(), spread.begin(), spread.end());
      const std::vector<std::size_t> fresh = without(std::move(wanted), asked_);
      if (fresh.empty()) break;
      asked_.insert(asked_.end(), fresh.begin(), fresh.end());
      ++result.rounds;
      add(points_.spec(), run_stage(points_, &fresh), result.detailed);
      if (result.detailed.left > 0) break;
      widen(agreement_of(points_.spec(), compare(near)));
    }
    std::ranges::sort(asked_);
    result.agreement = agreement_of(points_.spec(), compare(asked_));
    result.chosen = without(asked_, spread).size();
    result.spread = spread.size();
    return result;
  }

 private:
  // What the limits of time and of stop.points leave after the stages before: they are of all.
  Standing run_stage(Points& points, const std::vector<std::size_t>* only) {
    RunOptions stage = options_;
    stage.only = only;
    const Stop& stop = points_.spec().stop;
    const double gone = std::chrono::duration<double>(Clock::now() - begin_).count();
    std::string ended = "the time limit is reached";
    if (stop.seconds && (!options_.time_limit_s || *stop.seconds < *options_.time_limit_s)) {
      stage.time_limit_s = stop.seconds;
      ended = "stop.seconds is reached";
    }
    if (stage.time_limit_s) stage.time_limit_s = std::max(0.0, *stage.time_limit_s - gone);
    std::size_t now = 0;
    const auto all_asked = [&] {
      return stop.points && static_cast<std::int64_t>(computed_ + now) >= *stop.points;
    };
    stage.progress = [&](const Standing& standing) {
      now = standing.computed;
      options_.progress(standing);
    };
    stage.interrupted = [&] { return options_.interrupted() || all_asked(); };
    Standing standing = run_sweep(points, store_, stage);
    computed_ += standing.computed;
    if (standing.ended == "the time limit is reached") standing.ended = ended;
    if (standing.interrupted && !options_.interrupted()) {
      standing.interrupted = false;
      if (standing.left > 0) standing.ended = "stop.points is reached";
    }
    return standing;
  }

  void read_closed_form(PassedOver& passed_over) {
    std::vector<double> values;
    for (const std::size_t number : points_.distinct()) {
      switch (analytic_.ask(number, values)) {
        case Asked::kMissing:  // excluded by a constraint on its chip
          break;
        case Asked::kFailed:
          if (passed_over.failed++ == 0) passed_over.first_failure = failure_of(number);
          break;
        case Asked::kRefused:
          ++passed_over.refused;
          break;
        case Asked::kWithout:
          ++passed_over.without;
          break;
        case Asked::kHas:
          numbers_.push_back(number);
          values_.push_back(values);
      }
    }
  }

  std::string failure_of(std::size_t number) {
    const auto stored = store_.find(*closed_.keys()[number]);
    return "exit " + std::to_string(stored->exit_code) + ": " +
           stored->message.substr(0, stored->message.find('\n'));
  }

  // The same ones every time: from the middles of equal parts, in the order of their numbers.
  std::vector<std::size_t> all_over() const {
    std::vector<std::size_t> some;
    const std::size_t parts = std::min(kSpread, numbers_.size());
    for (std::size_t i = 0; i < parts; ++i)
      some.push_back(numbers_[(2 * i + 1) * numbers_.size() / (2 * parts)]);
    return some;
  }

  // In order, each once.
  static std::vector<std::size_t> without(std::vector<std::size_t> some,
                                          const std::vector<std::size_t>& others) {
    std::ranges::sort(some);
    some.erase(std::unique(some.begin(), some.end()), some.end());
    const std::set<std::size_t> taken(others.begin(), others.end());
    std::erase_if(some, [&](std::size_t one) { return taken.contains(one); });
    return some;
  }

  // Of the points near the front in closed form those that still are once each has been simulated,
  // or corrected by what the closed form was off by beside it.
  std::vector<std::size_t> near_candidates() {
    std::vector<std::size_t> near;
    for (const std::size_t i : near_front(values_, margin_)) near.push_back(numbers_[i]);
    const NearbyRatios ratios = simulated_ratios();
    if (ratios.size() < kEnoughToCorrect) return near;
    std::vector<std::vector<double>> corrected;
    for (const std::size_t number : near) {
      corrected.push_back(detailed_.of(number));
      if (!corrected.back().empty()) continue;
      corrected.back() = analytic_.of(number);
      const std::vector<double> off = ratios.at(place_of(number));
      for (std::size_t o = 0; o < off.size(); ++o) corrected.back()[o] *= std::exp(off[o]);
    }
    std::vector<std::size_t> still;
    for (const std::size_t i : near_front(corrected, ratios.largest_surprise()))
      still.push_back(near[i]);
    return still;
  }

  NearbyRatios simulated_ratios() {
    NearbyRatios ratios;
    for (const std::size_t number : asked_) {
      const std::vector<double> detailed = detailed_.of(number);
      const std::vector<double> analytic = analytic_.of(number);
      if (detailed.empty() || analytic.empty()) continue;
      std::vector<double> logs;
      for (std::size_t o = 0; o < detailed.size(); ++o)
        logs.push_back(std::log(detailed[o] / analytic[o]));
      ratios.add(place_of(number), std::move(logs));
    }
    return ratios;
  }

  Place place_of(std::size_t number) const {
    Place place;
    for (std::size_t axis = 0; axis < points_.spec().axes.size(); ++axis)
      place.push_back(points_.space().place(number, axis));
    return place;
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

  void widen(const std::vector<RankAgreement>& agreement) {
    for (std::size_t o = 0; o < margin_.size(); ++o) margin_[o] = agreement[o].usual;
  }

  Points& points_;
  Points closed_;
  Store& store_;
  const RunOptions& options_;
  ObjectiveValues analytic_, detailed_;
  std::vector<double> margin_;
  std::vector<std::size_t> numbers_;         // of points with values in closed form
  std::vector<std::vector<double>> values_;  // theirs
  std::vector<std::size_t> asked_;           // to be simulated
  std::size_t computed_ = 0;                 // in all stages
  const Clock::time_point begin_ = Clock::now();
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
