// A language model spread over the chips of a serving engine: the graph that one of them runs.
#pragma once

#include <cstdint>

#include "isa/chip_spec.h"
#include "workloads/graph.pb.h"
#include "workloads/parallel/plan.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera::serving {

// Of chips beside each other, those of one machine; 0: all.
std::int64_t chips_of_machine(const ChipSpec& chip, std::int64_t chips);

// Layers are shared by `plan.tensor` chips, experts by `plan.expert`; groups with sequences of
// their own send each other's tokens to the experts. Throws InputError as the parts of the plan do.
proto::Graph spread_model(const proto::Graph& graph, const ParallelPlan& plan, const ChipSpec& chip,
                          Uneven uneven);

}  // namespace tessera::serving
