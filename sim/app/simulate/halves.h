// A batch cut in two halves that run as two chains over the same operators.
#pragma once

#include <optional>
#include <vector>

#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/lowered_batch.h"

namespace tessera {

struct Halves {
  std::vector<LoweredBatch> halves;  // one where both are alike
  const LoweredBatch& first() const { return halves.front(); }
  const LoweredBatch& second() const { return halves.back(); }
};

// Every other sequence each, those of most tokens first; of a single prompt the first half of its
// tokens, and the rest behind them. Empty where there is nothing to cut.
std::vector<BatchLengths> halves_of(const BatchLengths& own, bool can_cut_prompt);

// Whether a prompt may be cut between its tokens: not where chips share them already.
bool can_cut_prompt(const Inputs& inputs, bool is_step);

// Both halves of a chip's sequences `own`, lowered. Nothing where they cannot be cut or nothing is
// sent.
std::optional<Halves> halve(const Inputs& inputs, const BatchLengths& own, bool is_step);

// The operators of both as one list: twice as often, each the mean of both.
std::vector<OperatorRecord> operators_of_both(const Halves& halves);

}  // namespace tessera
