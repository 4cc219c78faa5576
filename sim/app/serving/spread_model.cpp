#include "sim/app/serving/spread_model.h"

#include <algorithm>

#include "workloads/parallel/expert_parallel.h"

namespace tessera::serving {

std::int64_t chips_of_machine(const ChipSpec& chip, std::int64_t chips) {
  if (!chip.chip_link || !chip.chip_link->node || chips <= chip.chip_link->max_chips) return 0;
  return chip.chip_link->max_chips;
}

proto::Graph spread_model(const proto::Graph& graph, const ParallelPlan& plan, const ChipSpec& chip,
                          Uneven uneven) {
  proto::Graph spread = graph;
  if (plan.expert > 1) {
    ExpertSpread experts;
    experts.ranks = plan.expert;
    experts.tensor_parallel = plan.tensor;
    experts.same_tokens = std::min(plan.expert, plan.tensor);
    experts.chips_per_node = chips_of_machine(chip, plan.expert);
    experts.sources = experts.sends_tokens()
                          ? static_cast<double>(plan.expert) / static_cast<double>(plan.tensor)
                          : 1;
    spread = expert_parallel(spread, experts);
  }
  return tensor_parallel(spread, plan.tensor, chips_of_machine(chip, plan.tensor), uneven);
}

}  // namespace tessera::serving
