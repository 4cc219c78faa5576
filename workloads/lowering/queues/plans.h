// Tilings found so far in one lowering.
#pragma once

#include <map>
#include <vector>

#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/gemm.h"

namespace tessera {

struct QueuePlans {
  std::map<std::vector<double>, queues::GemmPlan> gemms;  // by everything the search depends on
};

}  // namespace tessera
