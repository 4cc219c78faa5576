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
  for (std::int64_t i = 1; i <= shape.all_experts(); ++i)
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
      return {std::vector<double>(static_cast<std::size_t>(shape.all_experts()), 1)};
  }
}

void check_experts(const MoeShape& shape, const Conditions& conditions) {
  if (conditions.routing != Routing::kMeasured) return;
  const std::size_t numbers = conditions.expert_shares.front().size();
  if (numbers != static_cast<std::size_t>(shape.all_experts()))
    throw InputError(ExitCode::kBadInput,
                     "--routing: the file has shares of " + std::to_string(numbers) +
                         " experts, the network has " + std::to_string(shape.all_experts()));
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
  double touched = 0, busiest = 0, dropped = 0, rows = 0;
  Expected& operator+=(const Expected& other) {
    touched += other.touched;
    busiest += other.busiest;
    dropped += other.dropped;
    rows += other.rows;
    return *this;
  }
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

// The experts of the chip with most of the shares, which are dealt back and forth.
std::vector<double> fullest_rank(const std::vector<double>& shares, std::size_t ranks) {
  std::vector<std::vector<double>> held(ranks);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::size_t at = i % (2 * ranks);
    held[at < ranks ? at : 2 * ranks - 1 - at].push_back(shares[i]);
  }
  const auto sum = [](const std::vector<double>& one) {
    return std::accumulate(one.begin(), one.end(), 0.0);
  };
  return *std::ranges::max_element(held, {}, sum);
}

// Rows of the busiest chip: a token's experts are drawn without replacement, so what goes to one
// chip does not go to another.
double busiest_rows(const std::vector<double>& own, const MoeShape& shape, double tokens,
                    Routing routing) {
  Load load;
  for (const double share : own) {
    load.mean += share * tokens;
    load.deviation += share * (1 - share) * tokens;
  }
  const double others = 1 - 1 / static_cast<double>(shape.ranks);
  load.deviation = routing == Routing::kBalanced ? 0 : std::sqrt(load.deviation * others);
  const double most = tokens * static_cast<double>(std::min(shape.topk, shape.experts));
  return std::min(most, load.largest_of(static_cast<std::size_t>(shape.ranks)));
}

Expected expected(const std::vector<double>& all, const MoeShape& shape, double most,
                  Routing routing) {
  const auto tokens = static_cast<double>(shape.all_tokens());
  Expected sum;
  for (std::size_t i = 0; i < all.size(); ++i)
    sum.busiest =
        std::max(sum.busiest, std::min(tokens, load_of(all[i], tokens, routing).largest_of(i + 1)));
  const std::vector<double> own =
      shape.ranks == 1 ? all : fullest_rank(all, static_cast<std::size_t>(shape.ranks));
  for (const double share : own) {
    sum.touched += 1 - std::pow(1 - share, tokens);
    if (most > 0) sum.dropped += load_of(share, tokens, routing).beyond(most);
  }
  if (shape.ranks > 1) sum.rows = busiest_rows(own, shape, tokens, routing);
  return sum;
}

// What the weights that are read take of those of all experts of the chip.
Bytes touched_part(Bytes all, const MoeShape& shape, const RoutedExperts& experts) {
  if (shape.ranks == 1) return Bytes(ceil_divide(all.count() * experts.touched, shape.experts));
  const double share = experts.expected_touched / static_cast<double>(shape.experts);
  return Bytes(std::llround(std::ceil(static_cast<double>(all.count()) * share)));
}

}  // namespace

RoutedExperts routed(const MoeShape& shape, const Conditions& conditions) {
  check_experts(shape, conditions);
  const std::int64_t choices = shape.all_tokens() * shape.topk;
  const std::int64_t even_rows = ceil_divide(choices, shape.ranks);
  const std::int64_t most_touched = std::min(shape.experts, choices);
  const double most = std::ceil(conditions.expert_capacity * static_cast<double>(choices) /
                                static_cast<double>(shape.all_experts()));
  const std::vector<std::vector<double>> layers = expert_weights(shape, conditions);
  Expected sum;
  for (const std::vector<double>& weights : layers)
    sum += expected(shares_of_tokens(weights, shape.topk), shape, most, conditions.routing);
  const auto count = static_cast<double>(layers.size());
  const std::int64_t least =
      std::max<std::int64_t>(1, std::min(shape.topk / shape.ranks, most_touched));
  RoutedExperts result;
  result.expected_touched =
      conditions.routing == Routing::kBalanced
          ? std::min(static_cast<double>(shape.experts),
                     static_cast<double>(choices) / static_cast<double>(shape.ranks))
          : std::min(sum.touched / count, static_cast<double>(most_touched));
  result.touched =
      conditions.routing == Routing::kBalanced
          ? std::min(shape.experts, even_rows)
          : std::clamp<std::int64_t>(std::llround(sum.touched / count), least, most_touched);
  constexpr double kRounding = 1e-9;
  if (shape.ranks > 1 && conditions.routing != Routing::kBalanced)
    result.surplus = std::max<std::int64_t>(
        0, std::llround(std::ceil(sum.rows / count - kRounding)) - even_rows);
  result.touched = std::min(result.touched, even_rows + result.surplus);
  result.dropped = std::min<std::int64_t>(std::llround(sum.dropped / count),
                                          even_rows + result.surplus - result.touched);
  result.busiest_tokens = std::max(1.0, sum.busiest / count);
  if (most > 0) result.busiest_tokens = std::min(result.busiest_tokens, most);
  return result;
}

std::optional<RoutedExperts> route(FusedOperator& fused, const Conditions& conditions) {
  if (!fused.moe) return std::nullopt;
  const RoutedExperts experts = routed(*fused.moe, conditions);
  fused.moe->dropped = experts.dropped;
  fused.moe->surplus = experts.surplus;
  fused.experts_read = experts.touched;
  for (const std::size_t i : {kFirstWeights, kSecondWeights}) {
    Operand& weights = fused.reads[i];
    weights.bytes = touched_part(weights.bytes, *fused.moe, experts);
    weights.rows = std::max<std::int64_t>(1, weights.rows * experts.touched / fused.moe->experts);
  }
  return experts;
}

}  // namespace tessera
