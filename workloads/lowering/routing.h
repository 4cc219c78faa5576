// Which experts of a mixture are read: those that any token chose.
#pragma once

#include "workloads/lowering/fused_operator.h"

namespace tessera {

// Balanced: min(E, tokens x topk) of E. Random: each token draws topk of E, and
// E (1 - (1 - topk/E)^tokens) of them are drawn by any.
std::int64_t experts_chosen(const MoeShape& shape, Routing routing);

// Of the weights of all experts only the chosen ones' are read.
void read_chosen_experts(FusedOperator& fused, Routing routing);

}  // namespace tessera
