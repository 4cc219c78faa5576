// How long a part takes whose batch passes a pipeline of chips in microbatches.
#pragma once

#include <vector>

#include "sim/app/simulate/part.h"

namespace tessera {

// One microbatch was executed, stage by stage. How often each operator of the program counts on the
// way of the whole batch, of 1 for every execution of one microbatch:
//   a prompt       all stages once, and the slowest stage for each further microbatch: the
//                  pipeline fills and drains
//   a step         microbatches follow each other from step to step: the slowest stage as often as
//                  there are microbatches, but not less than all stages once
// All 1 with one microbatch. Where layers are cut between their operators, or one stage holds all,
// one microbatch follows the other.
std::vector<double> passes(const Part& part, const Execution& execution);

// Of the whole batch, picoseconds.
double latency_of(const Part& part, const Execution& execution);
double latency_of(const Part& part);

// Of the time of the chips in use, what they wait for others: 1 - microbatches x time of one
// through all stages / (chips x latency).
double bubble_share(const Part& part);

}  // namespace tessera
