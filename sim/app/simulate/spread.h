// A network spread over chips by a plan: the graph that each chip runs, and its share of a batch.
#pragma once

#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/inputs.h"

namespace tessera {

// As the request has it; the reader of flags has checked the numbers.
ParallelPlan plan_of(const proto::Request& request);

// Cuts `inputs.graph`, and for the steps of a run with a prompt `inputs.step_graph`, to what one
// chip of `inputs.plan` does; all do the same. Throws InputError: kUsage for a plan that does not
// divide heads, experts or sequences, kUnsupported for chips that cannot be joined so.
void spread_over_chips(Inputs& inputs);

// `inputs` as the steps of a generation run.
Inputs of_steps(Inputs inputs);

// Of the sequences those of one chip's microbatch, the longest among them; where chips share the
// tokens of a sequence, `seq` and `kv` such that the chip's part attends to as many keys as there
// are, on average.
BatchLengths share_of_batch(const ParallelPlan& plan, BatchLengths batch, bool is_step);

}  // namespace tessera
