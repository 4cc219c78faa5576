// How long the matrix units of one core take for a tile; the only copy, read by
// lowering, closed forms and models.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Cycles of the core clock. The unit takes its next matmul after `occupancy`;
// the result is there `latency` later. useful + quantisation + fill_drain +
// operand_feed = occupancy.
struct MatmulTime {
  double useful = 0;        // useful_macs at the rate of the type, efficiency included
  double quantisation = 0;  // padding of m, n, k to the array or the instruction
  double fill_drain = 0;    // not hidden behind another fold
  double operand_feed = 0;  // local memory slower than the array
  double occupancy = 0;
  // Of a tile that has the unit to itself: successive slices of k add to the same sums, so each
  // waits for the one before. At least `occupancy`.
  double dependent = 0;
  double latency = 0;  // skew through the array, or the pipeline of a dot-product unit
};

// Systolic: the folds of isa/timing/systolic.h at the rate of the type. useful = useful_macs over
// every PE of the core's arrays; quantisation = streaming minus useful; fill_drain = loads, fills
// and drains that no stream covers.
//
// Dot product: ceil(m/im) ceil(n/in) ceil(k/ik) issue intervals, shared out over the units,
// at the rate of the type. The units of a core form a near-square grid over the tile; each reads
// its rows of A and columns of B once, at operand_bytes_per_clock.
//
// Operand feed: what the local memory (all units' operands of a systolic tile, a dot-product tile's
// A and B once, as fragments are broadcast) or a unit's operand port needs beyond the time above.
// In SCALE-Sim's compatible mode operands arrive for free, as they do there.
//
// The rate of a type is relative x efficiency multiply-accumulates per PE and clock. The type must
// run on the unit (asserts).
MatmulTime matmul_time(const MatrixUnitSpec& unit, const LocalMemorySpec& local_memory,
                       const Matmul& matmul);

}  // namespace tessera
