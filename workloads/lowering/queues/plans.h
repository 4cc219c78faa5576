// Tilings found so far in one lowering.
#pragma once

#include <map>
#include <vector>

#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/gemm.h"
#include "workloads/lowering/tile_times.h"

namespace tessera {

struct QueuePlans {
  std::map<std::vector<double>, queues::GemmPlan> gemms;  // by everything the search depends on
  TileTimes* times = nullptr;  // of earlier lowerings; null: none are kept
};

namespace queues {

// The plan of a product; equal products are searched once.
const GemmPlan& plan_of(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans);

// The product as planned.
Kernel planned_gemm(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans);

}  // namespace queues
}  // namespace tessera
