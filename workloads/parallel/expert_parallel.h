// Experts of mixtures spread over chips: what each chip holds, and the tokens that pass between.
#pragma once

#include <cstdint>

#include "workloads/graph.pb.h"

namespace tessera {

// Chips of one stage of a pipeline.
struct ExpertSpread {
  std::int64_t ranks = 1;            // that the experts are spread over
  std::int64_t tensor_parallel = 1;  // chips beside each other that share every layer
  // That have the same tokens, those of a layer among them: in a step also the chips that share a
  // sequence.
  std::int64_t same_tokens = 1;
  std::int64_t chips_per_node = 0;  // 0: all are on one fabric
  // Tokens that come to the experts, of those that a chip has: ranks/same_tokens, or fewer where
  // some chips have fewer tokens than others.
  double sources = 1;

  // Where a tensor parallel group is all that shares the experts, its chips hold the same tokens
  // and nothing is sent: the all_reduce of the group adds up what its experts put out.
  bool sends_tokens() const { return ranks > tensor_parallel; }
};

// Every mixture of `graph` as a chip of the spread has it: experts/ranks of the weights, and where
// there are several sources, in front an all_to_all that sends every token to the chips that have
// experts of it, and one behind that brings the results back. A token that chose k of E experts
// goes to n (1 - C(E - E/n, k) / C(E, k)) of n chips; chips of one group send equal parts of their
// tokens and gather all results. Over several machines tokens go to each machine once, from chip
// to chip of the same place, and are passed on inside it (as DeepEP does). They travel in the type
// of the products, if that is narrower. Throws InputError(kUsage) where experts or chips do not
// divide, or no mixture is in the graph.
proto::Graph expert_parallel(const proto::Graph& graph, const ExpertSpread& spread);

// Of `chips`, those that a token with `topk` of `experts` comes to; expected.
double chips_of_a_token(std::int64_t chips, std::int64_t experts, std::int64_t topk);

}  // namespace tessera
