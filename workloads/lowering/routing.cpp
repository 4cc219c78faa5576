#include "workloads/lowering/routing.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

constexpr std::size_t kFirstWeights = 2, kSecondWeights = 3;  // of a mixture's reads

// Of the tokens, those that draw each expert, most first, in proportion to `weights`: no share is
// above 1, what that leaves goes to the others in proportion.
std::vector<double> shares_of_tokens(std::vector<double> weights, std::int64_t topk) {
  std::ranges::sort(weights, std::greater{});
  double rest = std::accumulate(weights.begin(), weights.end(), 0.0);
  auto left = static_cast<double>(topk);
  for (double& weight : weights) {
    const double part = rest > 0 ? std::min(1.0, left * weight / rest) : 0;
    rest -= weight;
    left -= part;
    weight = part;
  }
  return weights;
}

std::vector<double> weights_by_rank(const MoeShape& shape, double skew) {
  std::vector<double> weights;
  for (std::int64_t i = 1; i <= shape.experts; ++i)
    weights.push_back(std::pow(static_cast<double>(i), -skew));
  return weights;
}

// One list per layer, or one for all.
std::vector<std::vector<double>> expert_weights(const MoeShape& shape,
                                                const Conditions& conditions) {
  switch (conditions.routing) {
    case Routing::kZipf:
      return {weights_by_rank(shape, conditions.skew)};
    case Routing::kMeasured:
      return conditions.expert_shares;
    default:
      return {std::vector<double>(static_cast<std::size_t>(shape.experts), 1)};
  }
}

void check_experts(const MoeShape& shape, const Conditions& conditions) {
  if (conditions.routing != Routing::kMeasured) return;
  const std::size_t numbers = conditions.expert_shares.front().size();
  if (numbers != static_cast<std::size_t>(shape.experts))
    throw InputError(ExitCode::kBadInput,
                     "--routing: the file has shares of " + std::to_string(numbers) +
                         " experts, the network has " + std::to_string(shape.experts));
  for (const std::vector<double>& layer : conditions.expert_shares) {
    const auto chosen = std::ranges::count_if(layer, [](double share) { return share > 0; });
    if (chosen < shape.topk)
      throw InputError(ExitCode::kBadInput, "--routing: a line of the file has shares above 0 of " +
                                                std::to_string(chosen) +
                                                " experts, a token of the network takes " +
                                                std::to_string(shape.topk));
  }
}

// Expected of one list of shares, most first.
struct Expected {
  double touched = 0, busiest = 0, dropped = 0;
};

// Tokens of an expert: so many draws of a share, as a normal distribution.
struct Load {
  double mean = 0, deviation = 0;

  double beyond(double most) const {
    if (deviation <= 0) return std::max(0.0, mean - most);
    const double z = (mean - most) / deviation;
    const boost::math::normal normal;
    return (mean - most) * boost::math::cdf(normal, z) + deviation * boost::math::pdf(normal, z);
  }
  // Expected of the largest of `count` alike (Blom's approximation).
  double largest_of(std::size_t count) const {
    const auto n = static_cast<double>(count);
    return mean +
           deviation * boost::math::quantile(boost::math::normal(), (n - 0.375) / (n + 0.25));
  }
};

Load load_of(double share, double tokens, Routing routing) {
  const bool drawn = routing != Routing::kBalanced;
  return {share * tokens, drawn ? std::sqrt(tokens * share * (1 - share)) : 0};
}

Expected expected(const std::vector<double>& shares, double tokens, double most, Routing routing) {
  Expected sum;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const Load load = load_of(shares[i], tokens, routing);
    sum.touched += 1 - std::pow(1 - shares[i], tokens);
    if (most > 0) sum.dropped += load.beyond(most);
    sum.busiest = std::max(sum.busiest, std::min(tokens, load.largest_of(i + 1)));
  }
  return sum;
}

}  // namespace

RoutedExperts routed(const MoeShape& shape, const Conditions& conditions) {
  check_experts(shape, conditions);
  const std::int64_t rows = shape.tokens * shape.topk;
  const std::int64_t most_touched = std::min(shape.experts, rows);
  const double even = static_cast<double>(rows) / static_cast<double>(shape.experts);
  const double most = std::ceil(conditions.expert_capacity * even);
  const std::vector<std::vector<double>> layers = expert_weights(shape, conditions);
  Expected sum;
  for (const std::vector<double>& weights : layers) {
    const Expected one = expected(shares_of_tokens(weights, shape.topk),
                                  static_cast<double>(shape.tokens), most, conditions.routing);
    sum.touched += one.touched;
    sum.busiest += one.busiest;
    sum.dropped += one.dropped;
  }
  const auto count = static_cast<double>(layers.size());
  const std::int64_t least = std::min(shape.topk, most_touched);
  RoutedExperts result;
  result.touched =
      conditions.routing == Routing::kBalanced
          ? most_touched
          : std::clamp<std::int64_t>(std::llround(sum.touched / count), least, most_touched);
  result.dropped =
      std::min(std::llround(sum.dropped / count), static_cast<long long>(rows - result.touched));
  result.busiest_tokens = std::max(1.0, sum.busiest / count);
  if (most > 0) result.busiest_tokens = std::min(result.busiest_tokens, most);
  return result;
}

std::optional<RoutedExperts> route(FusedOperator& fused, const Conditions& conditions) {
  if (!fused.moe) return std::nullopt;
  const RoutedExperts experts = routed(*fused.moe, conditions);
  fused.moe->dropped = experts.dropped;
  fused.experts_read = experts.touched;
  for (const std::size_t i : {kFirstWeights, kSecondWeights}) {
    Operand& weights = fused.reads[i];
    weights.bytes = Bytes(ceil_divide(weights.bytes.count() * experts.touched, fused.moe->experts));
    weights.rows = std::max<std::int64_t>(1, weights.rows * experts.touched / fused.moe->experts);
  }
  return experts;
}

}  // namespace tessera
