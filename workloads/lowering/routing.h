// Which experts of a mixture are read, and how many tokens come to them.
#pragma once

#include <optional>

#include "workloads/lowering/fused_operator.h"

namespace tessera {

// Expected values, of one execution; measured shares of several layers: their mean.
struct RoutedExperts {
  std::int64_t touched = 0;     // experts that any token chose
  double busiest_tokens = 0;    // of the expert that most tokens choose
  std::int64_t dropped = 0;     // choices that found their expert full
  double expected_touched = 0;  // before it is rounded
  std::int64_t surplus = 0;     // rows of the chip with most beyond an even share
  bool operator==(const RoutedExperts&) const = default;
};

// Balanced: min(E, tokens x topk) of E are touched. Else each token draws topk of E, and
// sum over the experts of 1 - (1 - p_i)^tokens are touched, p_i being the share of the tokens that
// draw expert i: topk / E where all are alike, min(1, c i^-skew) by Zipf's law, min(1, c x share)
// as measured, c such that they sum to topk. An expert takes at most
// ceil(capacity x tokens x topk / E) tokens where a capacity is stated; of those that choose it the
// others are dropped. How many choose it is p_i x tokens where balanced, else normal with the
// variance p_i (1 - p_i) x tokens of that many draws. Throws InputError(kBadInput) where the
// measured shares are of another number of experts, or of fewer than a token takes.
//
// Experts spread over chips: what is said of one chip is of the one with most rows, as the others
// wait for it. Experts are dealt to the chips by their shares, most first, back and forth; the rows
// of a chip are normal with the variance of draws without replacement, and the busiest of n is at
// Blom's quantile.
RoutedExperts routed(const MoeShape& shape, const Conditions& conditions);

// Of the weights of all experts only the touched ones' are read; dropped choices are no rows.
// Operators without experts stay as they are.
std::optional<RoutedExperts> route(FusedOperator& fused, const Conditions& conditions);

}  // namespace tessera
