// A mixture of experts on queues: routing, the two products of every expert that is read, and the
// weighted sum, around what they leave in memory for one another.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera::queues {

// Experts with the same number of tokens: one batch of products.
struct ExpertGroup {
  std::int64_t experts = 0;
  std::int64_t rows = 0;  // of each expert: tokens that chose it
  bool operator==(const ExpertGroup&) const = default;
};
// All rows over the experts that are read, as evenly as whole rows go; those with more first.
std::vector<ExpertGroup> expert_groups(const MoeShape& shape, std::int64_t experts_read);

// In order: scores to chosen experts, (quantised tokens), the first products with the activation
// on their way out, the second products, the weighted sum. Rows of an expert are gathered from
// memory by the loads of its product; its weights are read once.
std::vector<Kernel> moe_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                QueuePlans& plans);

// What these kernels leave in memory for one another.
Bytes moe_scratch(const FusedOperator& fused);

}  // namespace tessera::queues
