// Which experts of a mixture are read: those that any token chose.
#pragma once

#include "workloads/lowering/fused_operator.h"

namespace tessera {

// Balanced: min(E, tokens x topk) of E. Else each token draws topk of E, and
// sum over the experts of 1 - (1 - p_i)^tokens are drawn by any, p_i being the share of the tokens
// that draw expert i: topk / E where all are alike, min(1, c i^-skew) by Zipf's law, c such that
// they sum to topk.
std::int64_t experts_chosen(const MoeShape& shape, Routing routing, double skew = 1);

// Of the weights of all experts only the chosen ones' are read.
void read_chosen_experts(FusedOperator& fused, Routing routing, double skew = 1);

}  // namespace tessera
