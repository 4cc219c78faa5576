// The sequences of a batch as the run goes on: which tokens of each are in a chunk of the prompt or
// in a step.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/app/simulate/inputs.h"

namespace tessera {

// Sequences of equal lengths as one; none of them twice.
using BatchLengths = std::vector<SequenceLengths>;

// What runs first: the whole prompt, a step of one token each, or all of a network without phases.
BatchLengths first_batch(const Workload& workload);

// Prompt tokens [done, done + chunk) of every sequence that has as many, behind those before them.
BatchLengths prompt_chunk(const Workload& workload, std::int64_t done, std::int64_t chunk);

// `seq` tokens of every sequence behind its context, its prompt (where the phase has one) and
// `generated` further tokens.
BatchLengths step_after(const Workload& workload, std::int64_t generated, std::int64_t seq = 1);

// Whether every sequence of the batch has tokens of the run behind it: a step behind a prompt, a
// chunk that is not the first.
bool is_behind_the_first(const Workload& workload, const BatchLengths& batch);

std::int64_t longest_context(const BatchLengths& lengths);

}  // namespace tessera
