// How a matmul folds onto a systolic array: what stays in the array, what streams past it.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// A fold holds one stationary block of R x C and streams the third dimension past it.
struct Folds {
  std::int64_t count = 0;     // stationary blocks
  std::int64_t streamed = 0;  // length of the streaming dimension, clocks per fold
  // Elements read from local memory: the stationary operand once, the streaming one once per
  // column of folds. Partial sums stay in accumulators beside the array.
  std::int64_t operand_elements = 0;
};

// Weight stationary: B in the array, rows of A stream (count = ceil(k/R) ceil(n/C), streamed = m).
// Output stationary: C in the array, k streams (ceil(m/R) ceil(n/C), k). Input stationary: A in the
// array, columns of B stream (ceil(k/R) ceil(m/C), n).
Folds folds(const SystolicSpec& array, const Matmul& matmul);

// Array clocks of `unit_count` arrays at one multiply-accumulate per PE and clock.
struct SystolicCycles {
  std::int64_t stream = 0;    // operands passing, folds of the busiest array one after the other
  std::int64_t unhidden = 0;  // loads, fills and drains that no stream covers
  std::int64_t latency = 0;   // from the end of the last fold's slot to the last result
};

// Folds go to the arrays in rounds; the arrays left over in the last round split the streaming
// dimension. With double-buffered stationary blocks a fold's slot is max(streamed, L): the next
// block loads in L = ceil(R / rows_loaded_per_clock) clocks behind the stream. Alone on an idle
// array the last result leaves after
//   L + (rounds - 1) max(streamed, L) + streamed + R + C - 2
// clocks (first load, slots, last stream, skew), so latency = min(streamed, L) + R + C - 2.
// Without double buffering a slot is L + streamed and the latency the skew R + C - 2.
// SCALE-Sim compatible: count x (2R + C + streamed - 2) - 1 for stationary operands and
// count x (R + C + k - 2) - 1 for stationary outputs, no latency behind it.
SystolicCycles systolic_cycles(const SystolicSpec& array, std::int64_t unit_count,
                               const Folds& folds);

}  // namespace tessera
