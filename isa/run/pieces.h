// Cuts a program into pieces that run one after the other: consecutive queue kernels, which flow
// into each other, or one grid kernel. Folded sections run cold, once more, and once for all the
// rest.
#pragma once

#include <vector>

#include "isa/program.h"

namespace tessera {

struct PieceKernel {
  const Kernel* kernel = nullptr;
  std::int64_t executions = 1;  // that it stands for, within one run of the piece
};

struct Piece {
  std::vector<PieceKernel> kernels;
  std::int64_t runs = 1;  // equal runs of the whole piece
  bool is_grid = false;
  bool is_first = false;  // of the program: pays for its launch
};

// With `fold` off every repeat of a section runs.
std::vector<Piece> cut(const Program& program, bool fold);

}  // namespace tessera
