// Finds how a network is best spread over chips.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/app/simulate/request.pb.h"
#include "workloads/parallel/plan.h"

namespace tessera {

struct TriedPlan {
  ParallelPlan plan;
  double latency_ps = 0;
};

struct PlanSearch {
  std::vector<TriedPlan> fitting;  // the fastest first
  std::size_t tried = 0;
  std::size_t too_large = 0;  // of them, those that do not fit
  std::string why_none;       // the first mistake, where nothing fits
  std::int64_t chips = 1;
};

// Latency of a plan at the closed form, picoseconds.
using TimePlan = std::function<double(const proto::Request&)>;
using PlanProgress = std::function<void(double share)>;

// Every plan that uses all of `request.chips()` and divides heads and experts; 0: of the fewest
// chips (a power of two) on which any fits. Experts are kept with their layer, spread over the
// chips of a tensor parallel group, or over all chips of a stage. Throws InputError(kDoesNotFit)
// where none fits on as many chips as can be joined, and what is no question of the plan.
PlanSearch search_plans(const proto::Request& request, const TimePlan& time,
                        const PlanProgress& progress = {});

// The request with the best of them, and one sentence about the search.
proto::Request with_best_plan(const proto::Request& request, const TimePlan& time,
                              const PlanProgress& progress, std::string& note);

void set_plan(const ParallelPlan& plan, proto::Request& request);

}  // namespace tessera
