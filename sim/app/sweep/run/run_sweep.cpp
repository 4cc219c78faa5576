#include "sim/app/sweep/run/run_sweep.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/app/processes/in_processes.h"
#include "sim/app/sweep/run/evaluate.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {
namespace {

constexpr const char* kLocalMemory = "core.local_memory.capacity_kib";

using Clock = std::chrono::steady_clock;

class Run {
 public:
  Run(Points& points, Store& store, const RunOptions& options)
      : points_(points),
        store_(store),
        options_(options),
        objective_(points.spec().objectives.front()),
        metric_(static_cast<std::size_t>(metric_place(objective_.metric))) {}

  Standing take() {
    if (options_.only == nullptr) store_.put_sweep(points_.spec(), points_.keys());
    find_open();
    store_.commit();
    if (!options_.look_only) compute();
    return standing_;
  }

 private:
  void find_open() {
    if (options_.only == nullptr)
      for (const auto& key : points_.keys()) standing_.excluded += key ? 0 : 1;
    for (const std::size_t number : options_.only ? *options_.only : points_.distinct()) {
      const auto stored = store_.find(*points_.keys()[number]);
      if (!stored || (stored->exit_code != 0 && options_.retry_failed)) {
        open_.push_back(number);
        continue;
      }
      ++standing_.reused;
      if (stored->exit_code != 0) ++standing_.failed;
      compare(number, stored->figures);
    }
    put_alike_together();
    standing_.left = open_.size();
  }

  // Points that differ in their local memory alone share the times of most tiles: one after the
  // other, one process remembers them.
  void put_alike_together() {
    if (!points_.space().grid()) return;
    for (std::size_t axis = 0; axis < points_.spec().axes.size(); ++axis) {
      const std::vector<Column> columns = points_.spec().axes[axis].columns();
      if (columns.size() != 1 || columns.front().fields != std::vector<std::string>{kLocalMemory})
        continue;
      std::ranges::stable_sort(
          open_, {}, [&](std::size_t number) { return points_.space().first_on(axis, number); });
    }
  }

  void compute() {
    Control control;
    control.jobs = options_.jobs;
    control.interrupted = [this] { return must_end(); };
    control.progress = [this](std::size_t, std::size_t) {
      store_.commit();  // all that has arrived
      options_.progress(standing_);
    };
    in_processes(
        open_.size(), control,
        [this](std::size_t i) {
          return evaluate(points_.spec(), points_.space().values(open_[i]), points_.constraints(),
                          points_.remembered())
              .SerializeAsString();
        },
        [this](std::size_t i, const std::string& bytes) {
          proto::SweepOutcome outcome;
          outcome.ParseFromString(bytes);
          take_outcome(open_[i], outcome);
        },
        [this](std::size_t i, const std::string& why) {
          proto::SweepOutcome outcome;
          outcome.set_exit_code(static_cast<int>(ExitCode::kInternal));
          outcome.set_message("its process " + why);
          take_outcome(open_[i], outcome);
        });
    store_.commit();
  }

  void take_outcome(std::size_t number, const proto::SweepOutcome& outcome) {
    --standing_.left;
    if (outcome.excluded()) {
      ++standing_.excluded;
      return;
    }
    ++standing_.computed;
    ++since_best_;
    if (outcome.exit_code() != 0) {
      ++standing_.failed;
      ++failed_now_;
    }
    store_.put(*points_.keys()[number], request_at(points_.spec(), points_.space().values(number)),
               outcome);
    compare(number, {outcome.metric().begin(), outcome.metric().end()});
  }

  void compare(std::size_t number, const Figures& figures) {
    if (figures.empty() || std::isnan(figures[metric_])) return;
    const double value = figures[metric_];
    if (standing_.best && !better(value, number)) return;
    if (!meets_all(number, figures)) return;
    standing_.best = {number, value};
    since_best_ = 0;
  }

  // Of two that are equal the first: in which order they arrive does not matter.
  bool better(double value, std::size_t number) const {
    const Best& best = *standing_.best;
    if (value == best.value) return number < best.number;
    return objective_.maximise ? value > best.value : value < best.value;
  }

  bool meets_all(std::size_t number, const Figures& figures) {
    const Values values = points_.space().values(number);
    return points_.constraints().met_by_chip(values, figures) &&
           points_.constraints().met_by_run(values, figures);
  }

  bool must_end() {
    if (options_.interrupted()) {
      standing_.interrupted = true;
      standing_.ended = "interrupted";
    }
    const double elapsed = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (options_.time_limit_s && elapsed >= *options_.time_limit_s)
      standing_.ended = "the time limit is reached";
    const Stop& stop = points_.spec().stop;
    if (stop.seconds && elapsed >= *stop.seconds) standing_.ended = "stop.seconds is reached";
    if (reached(stop.points, standing_.computed)) standing_.ended = "stop.points is reached";
    if (reached(stop.failures, failed_now_)) standing_.ended = "stop.failures is reached";
    if (reached(stop.best_unchanged_for, since_best_))
      standing_.ended = "stop.best_unchanged_for is reached";
    return !standing_.ended.empty() && standing_.left > 0;
  }

  static bool reached(const std::optional<std::int64_t>& limit, std::size_t count) {
    return limit && static_cast<std::int64_t>(count) >= *limit;
  }

  Points& points_;
  Store& store_;
  const RunOptions& options_;
  const Objective& objective_;
  std::size_t metric_;
  std::vector<std::size_t> open_;
  Standing standing_;
  std::size_t failed_now_ = 0;
  std::size_t since_best_ = 0;
  const Clock::time_point begin_ = Clock::now();
};

}  // namespace

Standing run_sweep(Points& points, Store& store, const RunOptions& options) {
  Standing standing = Run(points, store, options).take();
  if (standing.left == 0) standing.ended.clear();
  return standing;
}

}  // namespace tessera::sweep
