#include "workloads/lowering/routing.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace tessera {
namespace {

constexpr std::size_t kFirstWeights = 2, kSecondWeights = 3;  // of a mixture's reads

// Shares of the tokens that draw each expert: no share is above 1, what that leaves goes to the
// others in proportion.
std::vector<double> zipf_shares(const MoeShape& shape, double skew) {
  std::vector<double> shares;
  for (std::int64_t i = 1; i <= shape.experts; ++i)
    shares.push_back(std::pow(static_cast<double>(i), -skew));
  double rest = std::accumulate(shares.begin(), shares.end(), 0.0);
  auto left = static_cast<double>(shape.topk);
  for (double& share : shares) {  // descending
    const double part = std::min(1.0, left * share / rest);
    rest -= share;
    left -= part;
    share = part;
  }
  return shares;
}

}  // namespace

std::int64_t experts_chosen(const MoeShape& shape, Routing routing, double skew) {
  const std::int64_t most = std::min(shape.experts, shape.rows());
  if (routing == Routing::kBalanced) return most;
  std::vector<double> shares(static_cast<std::size_t>(shape.experts),
                             static_cast<double>(shape.topk) / static_cast<double>(shape.experts));
  if (routing == Routing::kZipf) shares = zipf_shares(shape, skew);
  double drawn = 0;
  for (const double share : shares)
    drawn += 1 - std::pow(1 - share, static_cast<double>(shape.tokens));
  return std::clamp<std::int64_t>(std::llround(drawn), std::min(shape.topk, most), most);
}

void read_chosen_experts(FusedOperator& fused, Routing routing, double skew) {
  if (!fused.moe) return;
  fused.experts_read = experts_chosen(*fused.moe, routing, skew);
  for (const std::size_t i : {kFirstWeights, kSecondWeights}) {
    Operand& weights = fused.reads[i];
    weights.bytes =
        Bytes(ceil_divide(weights.bytes.count() * fused.experts_read, fused.moe->experts));
    weights.rows =
        std::max<std::int64_t>(1, weights.rows * fused.experts_read / fused.moe->experts);
  }
}

}  // namespace tessera
