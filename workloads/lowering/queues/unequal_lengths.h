// A packed batch on queues: sequences of equal lengths at a time, one kernel after the other, each
// over all cores.
#pragma once

#include <vector>

#include "workloads/lowering/fused_operator.h"

namespace tessera::queues {

// Attention of a packed batch as attention over its sequences of equal lengths: operands and lane
// work in proportion to their tokens and pairs. One that is not packed: itself.
std::vector<FusedOperator> by_length(const FusedOperator& attention);

}  // namespace tessera::queues
