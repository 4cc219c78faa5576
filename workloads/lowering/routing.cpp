#include "workloads/lowering/routing.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

constexpr std::size_t kFirstWeights = 2, kSecondWeights = 3;  // of a mixture's reads

}  // namespace

std::int64_t experts_chosen(const MoeShape& shape, Routing routing) {
  const std::int64_t most = std::min(shape.experts, shape.rows());
  if (routing == Routing::kBalanced) return most;
  const auto experts = static_cast<double>(shape.experts);
  const double missed =
      std::pow(1 - static_cast<double>(shape.topk) / experts, static_cast<double>(shape.tokens));
  return std::clamp<std::int64_t>(std::llround(experts * (1 - missed)), shape.topk, most);
}

void read_chosen_experts(FusedOperator& fused, Routing routing) {
  if (!fused.moe) return;
  fused.experts_read = experts_chosen(*fused.moe, routing);
  for (const std::size_t i : {kFirstWeights, kSecondWeights}) {
    Operand& weights = fused.reads[i];
    weights.bytes =
        Bytes(ceil_divide(weights.bytes.count() * fused.experts_read, fused.moe->experts));
    weights.rows =
        std::max<std::int64_t>(1, weights.rows * fused.experts_read / fused.moe->experts);
  }
}

}  // namespace tessera
