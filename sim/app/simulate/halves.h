// A batch cut in two halves that run as two chains over the same operators.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/execution.h"
#include "sim/app/simulate/batch_lengths.h"
#include "workloads/lowering/lower.h"

namespace tessera {

// What one half runs.
struct HalfBatch {
  Lowered lowered;                // collectives among its operators
  Program operators;              // without collectives
  std::optional<Program> beside;  // likewise, for the cores that a collective leaves
};

struct Halves {
  std::vector<HalfBatch> halves;  // one where both are alike
  std::int64_t cores_held = 0;    // by a collective while operators run beside it
  const HalfBatch& first() const { return halves.front(); }
  const HalfBatch& second() const { return halves.back(); }
};

// Every other sequence each, those of most tokens first; of a single prompt the first half of its
// tokens, and the rest behind them. Empty where there is nothing to cut.
std::vector<BatchLengths> halves_of(const BatchLengths& own, bool can_cut_prompt);

// Whether a prompt may be cut between its tokens: not where chips share them already.
bool can_cut_prompt(const Inputs& inputs, bool is_step);

// Both halves of a chip's sequences `own`, lowered. Nothing where they cannot be cut or nothing is
// sent. Does not ask whether they fit: the whole batch takes as much.
std::optional<Halves> halve(const Inputs& inputs, const BatchLengths& own, bool is_step);

// The operators of both as one list: twice as often, each the mean of both.
std::vector<OperatorRecord> operators_of_both(const Halves& halves);

bool is_collective(const Kernel& kernel);

}  // namespace tessera
