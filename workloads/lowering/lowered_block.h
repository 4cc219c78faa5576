// A block of the graph as operators, before kernels are written.
#pragma once

#include <string>
#include <vector>

#include "workloads/lowering/fused_operator.h"

namespace tessera {

struct LoweredBlock {
  std::string name;
  std::int64_t repeat = 1;
  std::vector<FusedOperator> operators;
};

}  // namespace tessera
