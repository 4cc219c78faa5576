// What fusion hands to the kernel writers: one operator with its neighbours'
// vector work merged in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/bound_graph.h"
#include "workloads/conditions.h"
#include "workloads/kernel_library.h"

namespace tessera {

// One tensor as one operator uses it.
struct Operand {
  int tensor = -1;        // index into Program::tensors; -1: never in main memory
                          // (kept in local memory between operators)
  Bytes bytes;            // touched once
  std::int64_t rows = 1;  // as laid out in memory: rows x (bytes / rows) contiguous
  DataType type = DataType::kBf16;
  TensorRole role = TensorRole::kActivation;
  double shared_buffer_hit = 0;  // reads: share already in the shared buffer;
                                 // writes: share absorbed there
  Bytes gathered_from{};         // reads: of so many bytes, some more than once; 0: of `bytes`
};

// How the rows of an image enter a convolution, so that a tile of its im2col
// view knows the bytes it really reads. One row of output needs `window` rows of
// input, the next one `stride` rows further.
struct ConvolutionWindow {
  std::int64_t images = 1;
  std::int64_t input_rows = 1, output_rows = 1, output_columns = 1;
  std::int64_t window = 1, stride = 1;
  std::int64_t window_columns = 1;
};

struct FusedOperator {
  int op = -1;  // index into Program::operators
  std::string name;
  OperatorKind kind = OperatorKind::kElementwise;  // of the main operator
  std::string function;  // of the node that decides the kind: "rms", "silu_mul"; else its kind
  std::optional<GemmShape> gemm;
  std::optional<AttentionShape> attention;
  std::optional<MoeShape> moe;
  std::int64_t experts_read = 0;  // of `moe`: those that any token chose
  Timing timing = Timing::kGraph;
  std::optional<Collective> collective;
  DataType matrix_type = DataType::kBf16;
  bool quantises = false;  // reads[0] to the type of writes[0]
  VectorWork vector;       // of all merged operators: epilogue, prologue, softmax
                           // (whole operator, all cores)
  // gemm: reads[0] is A, reads[1] is B, then bias, residual, ...; attention:
  // query, then new keys and values, then the cached keys and values; moe: tokens, scores, first
  // and second weights. writes[0] is the output; then the appended cache.
  std::vector<Operand> reads;
  std::vector<Operand> writes;
  std::optional<ConvolutionWindow> window;  // of a convolution
  int scratch = -1;      // tensor for what one of its kernels leaves for the next
  Bytes local_memory;    // of a core, for its queue kernels
  bool prefetch = true;  // the first weights are loaded while the kernels before still run
  bool first_of_program = false;
};

// Tilings found so far, by everything they depend on: equal operators are
// searched once.
struct QueuePlans;

// Kernels with one stream per group of cores; weights of the first tiles are
// loaded before the barrier that waits for the kernels before. Throws
// InputError(kDoesNotFit) if no tile fits in local memory.
std::vector<Kernel> lower_to_queues(const FusedOperator& fused, const ChipSpec& chip,
                                    QueuePlans& plans,
                                    const KernelLibrary& library = generic_library());

// What those kernels leave in memory for one another, in tensor `scratch`: parts of split keys,
// rows of experts, keys and values made of latent vectors.
Bytes scratch_in_queues(const FusedOperator& fused, const ChipSpec& chip,
                        const KernelLibrary& library);

// Kernels of thread blocks: the tile shapes and splits cheapest by the closed
// forms. Sums that one kernel leaves for the next are in tensor
// kPartialResults until place_partial_results gives them one of the program.
inline constexpr int kPartialResults = -2;
std::vector<Kernel> lower_to_grid(const FusedOperator& fused, const ChipSpec& chip,
                                  const KernelLibrary& library);

// All kernels share one tensor, as large as the most that one of them leaves.
void place_partial_results(std::vector<Kernel>& kernels, Program& program);

}  // namespace tessera
