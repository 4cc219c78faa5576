#include "sim/app/sweep/run/plan.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "sim/app/processes/in_processes.h"
#include "sim/app/sweep/run/evaluate.h"

namespace tessera::sweep {
namespace {

constexpr std::size_t kMostTried = 16;
constexpr double kSeconds = 1;

using Clock = std::chrono::steady_clock;

// In a process of its own: a point that crashes tells nothing, and harms nothing.
void try_points(Points& points, const std::vector<std::size_t>& open, Plan& plan) {
  const std::size_t count = std::min(kMostTried, open.size());
  const auto begin = Clock::now();
  Control control;
  control.jobs = 1;
  control.interrupted = [&] {
    return !plan.tried.empty() &&
           std::chrono::duration<double>(Clock::now() - begin).count() > kSeconds;
  };
  const auto number = [&](std::size_t i) { return open[i * open.size() / count]; };
  in_processes(
      count, control,
      [&](std::size_t i) {
        return evaluate(points.spec(), points.space().values(number(i)), points.constraints(),
                        points.remembered())
            .SerializeAsString();
      },
      [&](std::size_t i, const std::string& bytes) {
        plan.tried.push_back(number(i));
        plan.outcomes.emplace_back().ParseFromString(bytes);
        plan.cpu_s_per_point += plan.outcomes.back().cpu_s();
      },
      [](std::size_t, const std::string&) {});
  if (!plan.tried.empty()) plan.cpu_s_per_point /= static_cast<double>(plan.tried.size());
}

}  // namespace

Plan plan_sweep(Points& points, Store* store, int jobs) {
  Plan plan;
  plan.points = points.size();
  plan.jobs = jobs > 0 ? jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  for (const auto& key : points.keys()) plan.excluded += key ? 0 : 1;
  plan.alike = plan.points - plan.excluded - points.distinct().size();
  std::vector<std::size_t> open;
  for (const std::size_t number : points.distinct())
    if (store == nullptr || !store->exit_code(*points.keys()[number])) open.push_back(number);
  plan.open = open.size();
  plan.stored = points.distinct().size() - open.size();
  if (!open.empty()) try_points(points, open, plan);
  return plan;
}

}  // namespace tessera::sweep
