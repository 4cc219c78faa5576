// How long each instruction of a queue kernel holds its engine when all cores of the kernel want
// the shared resources at once.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/run/compiled_kernel.h"
#include "isa/run/path.h"

namespace tessera {

struct TimedInstruction {
  const CompiledInstruction* compiled = nullptr;
  Path busy;     // descriptor, then moving bytes or computing
  Path latency;  // from there to the tokens, mesh hops left out
  // Of transfers: how much of the core's share of each resource its rate takes, at most 1.
  std::array<double, kSharedResources> use{};
  Picoseconds moving;  // of `busy`: bytes move
};

// By stream, in the order of the text.
using TimedKernel = std::vector<std::vector<TimedInstruction>>;

// A core gets an equal share of a resource among the cores that use it, or one in proportion to
// what it asks if that is more: the core that asks most ends when the resource has served
// everybody. What a load and a store at the same time do to each other is seen when they are
// walked.
TimedKernel time_kernel(const ChipSpec& chip, const CompiledKernel& kernel);

// Work asked of each shared resource by all cores, over what it does per picosecond: no execution
// of the kernel is faster.
std::array<Picoseconds, kSharedResources> least_times(const ChipSpec& chip,
                                                      const CompiledKernel& kernel);

}  // namespace tessera
