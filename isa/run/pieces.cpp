#include "isa/run/pieces.h"

#include <algorithm>

namespace tessera {
namespace {

// The first run of a section is cold, the second has seen one boundary between repeats, the third
// stands for the rest.
constexpr std::int64_t kSteadyFrom = 2;

struct Placed {
  const Kernel* kernel;
  std::int64_t weight;
};

std::vector<Placed> unroll(const Program& program, bool fold) {
  std::vector<Placed> all;
  for (const Section& section : program.sections) {
    const std::int64_t runs = fold ? std::min(section.repeat, kSteadyFrom + 1) : section.repeat;
    for (std::int64_t run = 0; run < runs; ++run) {
      const std::int64_t weight = run == kSteadyFrom && fold ? section.repeat - kSteadyFrom : 1;
      for (const Kernel& kernel : section.kernels) all.push_back({&kernel, weight});
    }
  }
  return all;
}

// A piece whose kernels all stand for n executions is a piece that runs n times.
void pull_out_runs(Piece& piece) {
  const std::int64_t executions = piece.kernels.front().executions;
  const bool alike = std::ranges::all_of(
      piece.kernels, [&](const PieceKernel& k) { return k.executions == executions; });
  if (!alike) return;
  piece.runs = executions;
  for (PieceKernel& kernel : piece.kernels) kernel.executions = 1;
}

}  // namespace

std::vector<Piece> cut(const Program& program, bool fold) {
  std::vector<Piece> pieces;
  for (const auto& [kernel, weight] : unroll(program, fold)) {
    const bool is_grid = std::holds_alternative<Grid>(kernel->work);
    if (pieces.empty() || is_grid || pieces.back().is_grid) {
      pieces.push_back({{}, 1, is_grid, pieces.empty()});
    }
    pieces.back().kernels.push_back({kernel, weight});
  }
  std::ranges::for_each(pieces, pull_out_runs);
  return pieces;
}

}  // namespace tessera
