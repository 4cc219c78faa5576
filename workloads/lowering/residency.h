// What is found close to the cores when an operator starts: in local memory, or in the shared
// buffer.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/conditions.h"
#include "workloads/lowering/live_bytes.h"
#include "workloads/lowering/lowered_block.h"

namespace tessera {

// On a chip of one core that runs queues alone, activations stay in a quarter of its local memory
// from the operator that makes them to the last one that reads them, first come first served: their
// operands name no tensor. Results and inputs of the network, and operands that pass tile by tile
// (attention, the second matrix of a product), stay in memory. Returns the bytes set aside: a
// quarter, or nothing if nothing stays.
Bytes keep_in_local_memory(std::vector<LoweredBlock>& blocks,
                           const std::vector<Lifetime>& lifetimes,
                           const std::vector<Tensor>& tensors, const ChipSpec& chip);

// Share of a tensor still in a shared buffer of `capacity` usable bytes after `touched` bytes, its
// own included: 1 below 0.9 of it, 0 above 1.1, linear between. A step, as last-level caches
// measure (reuse of GEMM weights: full rate up to 0.9 of the capacity, memory's rate from 1.0).
double still_there(double touched, double capacity);

// Likewise for what a kernel without products passes over once: 1 below 0.3 of the capacity, 0
// above 0.9. Streams wane sooner than weights that several waves of blocks read: what was written
// goes out in no strict order, and two partitions keep copies of their own (element-wise operators
// of A100 and H100).
double left_of_stream(double touched, double capacity);

// Sets shared_buffer_hit of every operand.
//  - An activation written before: what was touched since.
//  - Anything else comes from memory, unless an operator of the same copy of the block read it
//    before: what was touched since. Warm: it comes from the equal run before, everything one run
//    touches.
//  - A result is absorbed if all that is touched until its last read, or until the next run writes
//    it again, is below the buffer's absorbed_fraction; else it is written back.
void find_in_shared_buffer(std::vector<LoweredBlock>& blocks,
                           const std::vector<Lifetime>& lifetimes, const ChipSpec& chip,
                           const Conditions& conditions = {});

}  // namespace tessera
