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
  double latency = 0;  // skew through the array, or the pipeline of a dot-product unit
};

// Systolic, double-buffered weights: every fold costs its streaming dimension,
// or the weight load if that is longer (weight stationary: ceil(k/R) ceil(n/C)
// folds of max(m, R); output stationary: ceil(m/R) ceil(n/C) of max(k, R);
// input stationary: ceil(k/R) ceil(m/C) of max(n, R)). Without double buffering
// the load is added. SCALE-Sim compatible: F (2R + C + m - 2) - 1 and F (R + C
// + k - 2) - 1. Folds are spread over the units of the core. Dot product:
// ceil(m/im) ceil(n/in) ceil(k/ik) issue intervals over the units. The type
// must run on the unit (asserts).
MatmulTime matmul_time(const MatrixUnitSpec& unit, const LocalMemorySpec& local_memory,
                       const Matmul& matmul);

}  // namespace tessera
