// Matrix products as thread blocks: the shape of a tile, what it costs, and the kernels.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/grid/rates.h"

namespace tessera::grid {

// `batch` products C[m,n] = A[m,k] B[k,n], each with operands of its own.
struct GemmProblem {
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
  DataType type = DataType::kBf16;  // of the matrix unit
  double bits_a = 16, bits_b = 16, bits_c = 16;
  double bytes_a = 0, bytes_b = 0, bytes_c = 0;  // touched once, whole operator
  double hit_a = 0, hit_b = 0, hit_c = 0;        // of the first touch
  std::int64_t extra_reads = 0;                  // operands of the fused vector work
  double epilogue_cycles = 0;                    // of the lanes of one core, whole operator
  double issue_share = 1;                        // of the matrix unit's rate
  double output_cycles = 0;                      // of them too, for each output of a tile
};

// One B for all of the batch makes one tall product. A convolution is a product of its im2col view:
// the view's bytes pass the core's port, the tensor's own bytes leave memory.
GemmProblem gemm_problem(const FusedOperator& fused, const ChipSpec& chip,
                         const GemmKernels& library = generic_library().gemm);

struct GemmTiling {
  std::int64_t m = 0, n = 0, k = 0;  // of a tile and step
  std::int64_t split = 1;            // blocks that share the sum over K, none of them empty
  std::int64_t steps = 1;            // of K per block (the last of a split may have fewer)
  std::int64_t stages = 2;
  std::int64_t residents = 1;
  // Neighbouring blocks that load an operand together: along M they share B, along N they share A.
  std::int64_t share_a = 1, share_b = 1;
  bool swapped = false;              // the unit multiplies B^T by A^T: cheaper where M is small
  std::int64_t piece_bytes = 16384;  // of results, and of each further operand, at a time
  bool operator==(const GemmTiling&) const = default;
};

// What all blocks read through their ports, and the share of it that the shared buffer serves:
// memory sees the first touch, less what was there before, and the re-reads of `raster.h`.
struct GemmReads {
  double port_a = 0, port_b = 0;      // bytes
  double shared_a = 0, shared_b = 0;  // of them through the shared buffer: one for all that share
  double hit_a = 0, hit_b = 0;        // of the shared buffer
};
GemmReads gemm_reads(const GemmProblem& problem, const GemmTiling& tiling, const Rates& rates);

// The matrix unit's clocks for one step of a tile: among others, and by itself.
struct StepCycles {
  double throughput = 0, alone = 0;
};
StepCycles step_cycles(const GemmProblem& problem, std::int64_t m, std::int64_t n, std::int64_t k,
                       const ChipSpec& chip);

// How long the kernels of `tiling` take, nanoseconds; blocks as `isa/timing/block.h` counts them:
//   launch + max(cores, shared buffer, memory, dispatch) + the reduction of a split
//   cores      = max(rounds x (ends + exposed + max(loop, chain)), blocks per core x throughput +
//                ends), a round being the residents of a core
//   loop       = max(steps x matrix of a tile by itself, loads but the first / port)
//   throughput = max(steps x matrix, all port bytes / port)
//   exposed    = (first loads + outputs) / port
//   chain      = (steps - stages) x latency / stages
//   ends       = start-up + latency + vector work of the outputs + latency of the store
double cost_ns(const GemmProblem& problem, const GemmTiling& tiling, const StepCycles& step,
               const Rates& rates);

// Of the library's tiles and splits as cheap as the cheapest, the one with the least traffic.
// Pieces of results are the library's, or, where no tile fits beside them, smaller. Throws
// InputError(kDoesNotFit) if no tile fits local memory.
GemmTiling best_tiling(const GemmProblem& problem, const ChipSpec& chip,
                       const GemmKernels& library);

// The product, and the reduction of its split where there is one.
std::vector<Kernel> gemm_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                 const KernelLibrary& library);

}  // namespace tessera::grid
