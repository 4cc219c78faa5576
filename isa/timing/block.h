// What one thread block asks of each resource: a block runs as one job limited by the tightest of
// them.
#pragma once

#include <array>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/program.h"
#include "isa/stall.h"

namespace tessera {

// A block passes through three phases: prologue (fixed), main (fluid: everything below at once, the
// slowest decides), epilogue (fixed). Times are those of a block alone on its core.
struct BlockDemand {
  Picoseconds prologue;  // block start-up and the latency of its first loads
  Picoseconds epilogue;  // vector work and stores behind the last loop, and the stores' latency
  Picoseconds overhead;  // of the prologue: start-up, not latency
  Picoseconds vector_epilogue;  // of the epilogue: vector work

  // Main phase, picoseconds of the core's engines.
  double matrix = 0;  // sum of the next four
  double useful = 0, quantisation = 0, fill_drain = 0, operand_feed = 0;
  double vector = 0;
  double alternating =
      0;               // both, of a block by itself: what waits for what, at least the longer one
  double overlap = 0;  // of what memory does with everything else (overlap.h)
  double chain = 0;  // loads one after the other: rounds x latency / buffers in flight, or look-ups

  // Main phase, bytes of the shared resources.
  double port_bytes = 0;
  // Of them: the first loads of a loop and the stores behind it, of a block that multiplies. No
  // other work of the same block hides them.
  double exposed_bytes = 0;
  double memory_bytes = 0;  // peak bytes: moved bytes over the share of the peak they get
  double shared_buffer_bytes = 0;
  double network_bytes = 0;
  double trunk_bytes = 0;  // of them

  Actions actions;
  BandwidthLoss traffic;
};

// Rounds of loads are counted per repeat: `count` rounds, as many in flight as the scarcest loaded
// buffer has slots. Vector work inside a repeat that also multiplies belongs to the main phase,
// behind it to the epilogue; a block without matrix work does all its vector work in the main
// phase.
BlockDemand block_demand(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                         const BlockGroup& group);

// What bounds the main phase of a block from inside its core while `in_main` blocks share the core;
// picoseconds. Engines serve all of them; a block alone moves its exposed bytes before and after
// the slowest of what it overlaps, however many there are.
struct CoreBounds {
  double matrix = 0, vector = 0, port = 0, chain = 0;
  double alone = 0;
  double exposed = 0;      // of `alone`
  double alternating = 0;  // of `alone`
  double largest() const;  // at least one
};

CoreBounds core_bounds(const BlockDemand& block, int in_main, BytesPerSecond port);

// Divides `picoseconds` that a core bound held a block up over what that bound consists of.
std::array<double, kStallCauses> causes_of(const BlockDemand& block, const CoreBounds& bounds,
                                           double picoseconds);

}  // namespace tessera
