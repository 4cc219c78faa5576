// How long activations are needed, and how many bytes of them at a time.
#pragma once

#include <vector>

#include "isa/program.h"
#include "workloads/lowering/lowered_block.h"

namespace tessera {

// When a tensor of the program is first written and last read. Operators are numbered within their
// block.
struct Lifetime {
  int block = -1;           // -1: never used
  bool everywhere = false;  // used by several blocks, or read before it is written: always there
  int first = 0, last = 0;
  bool written = false, read = false;
};
std::vector<Lifetime> lifetimes_of(const std::vector<LoweredBlock>& blocks, std::size_t tensors);

// Activations alive while operator `index` of `block` runs, and what of them a later operator of
// the block, or anything behind it, still needs.
Bytes live_at(const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors, int block,
              int index);
Bytes needed_after(const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors,
                   int block, int index);

Bytes peak_activations(const std::vector<LoweredBlock>& blocks,
                       const std::vector<Lifetime>& lifetimes, const std::vector<Tensor>& tensors);

}  // namespace tessera
