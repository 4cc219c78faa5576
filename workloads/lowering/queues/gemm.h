// Matrix products on queues: what a tile of each operand takes, how the product is cut, and the
// kernel.
#pragma once

#include <boost/container/small_vector.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/queue_kernel.h"
#include "workloads/lowering/queues/rates.h"
#include "workloads/lowering/queues/steps.h"

namespace tessera::queues {

// How cores share the product: pieces of the batch, of the rows and of the columns.
struct GemmPartition {
  std::int64_t batch = 1, m = 1, n = 1;       // pieces
  std::int64_t granule_m = 1, granule_n = 1;  // a piece is a multiple of these
  bool operator==(const GemmPartition&) const = default;
};

// The longest piece of a partition, and the number of cores at work.
struct CorePart {
  std::int64_t batch = 0, m = 0, n = 0;
  double cores = 0;
};
CorePart part_of_core(const GemmShape& shape, const GemmPartition& cut);

// Which operand stays in local memory while the other one passes: its panel holds all of K, and the
// next panel comes in slices beside the tiles of the other. Where neither is held both pass.
enum class Held { kNeither, kA, kB };

// The tile of one instruction. batch > 1: that many whole products are loaded together.
struct GemmTile {
  Held held = Held::kNeither;
  std::int64_t batch = 1, m = 0, n = 0, k = 0;
  bool operator==(const GemmTile&) const = default;
};

// The operands of a product, in tiles.
class GemmOperands {
 public:
  explicit GemmOperands(const FusedOperator& fused);

  const GemmShape& shape() const { return shape_; }
  DataType type() const { return fused_.matrix_type; }
  // Rows of an activation lie as its matrix lies; weights lie in the order of the tiles, one piece
  // each. A convolution reads the rows of the image that its window covers, not the im2col view.
  Rows a(std::int64_t batch, std::int64_t m, std::int64_t k) const;
  Rows b(std::int64_t batch, std::int64_t n, std::int64_t k) const;
  // An operand of the epilogue, or an output, that has a part in every tile.
  Rows part(const Operand& operand, std::int64_t batch, std::int64_t m, std::int64_t n) const;
  // What the unit reads: in the type of the product, where less was stored; of a convolution the
  // im2col view, spread out while it is loaded.
  Bytes a_in_place(std::int64_t batch, std::int64_t m, std::int64_t k) const;
  Bytes b_in_place(std::int64_t batch, std::int64_t n, std::int64_t k) const;
  Bytes sums(std::int64_t batch, std::int64_t m, std::int64_t n) const;  // fp32

  // A transfer reads a row once: of A that is gathered, products of a batch share rows.
  bool one_transfer_gathers(std::int64_t batch, std::int64_t m) const;

  bool a_found() const { return fused_.reads[0].tensor < 0; }
  bool b_is_weight() const { return fused_.reads[1].role == TensorRole::kWeight; }
  bool has_epilogue() const { return fused_.vector.total() > 0; }
  bool output_stays() const { return fused_.writes[0].tensor < 0; }
  // Reads behind A and B: those as large as a good part of the output come tile by tile, smaller
  // ones (a bias) once.
  const std::vector<const Operand*>& tiled() const { return tiled_; }
  const std::vector<const Operand*>& whole() const { return whole_; }
  const FusedOperator& fused() const { return fused_; }

 private:
  const FusedOperator& fused_;
  GemmShape shape_;
  std::vector<const Operand*> tiled_, whole_;
};

// Slots and bytes of every local buffer of a core whose piece is (batch, m, n).
struct GemmBuffers {
  Bytes a, b, sums;
  int slots_a = 0, slots_b = 0, slots_sums = 0;
  using Sizes = boost::container::small_vector<Bytes, 2>;  // of a fused operator: few
  Sizes tiled, whole, outputs;                             // two slots, one, two
  Bytes total() const;
};
// In how many slices the next panel of the held operand comes, beside the tiles of the other: one
// per step where a slice is worth a transfer, else one per output tile, else all at the last one.
struct Slices {
  std::int64_t count = 1;
  bool every_step = false;
};
Slices slices_of(const GemmOperands& operands, const GemmTile& tile, std::int64_t m,
                 std::int64_t n);

GemmBuffers buffers_of(const GemmOperands& operands, const GemmTile& tile, std::int64_t batch,
                       std::int64_t m, std::int64_t n);

// Nanoseconds by closed forms:
//   max(max(matrix, lanes) + fill + drain, max(moving, chain) + max(0, fill + drain - ahead))
// moving: the tightest of port, memory, network, shared buffer and own slice; chain: a step's load,
// latency and product, two in flight; fill: latency and bytes of what comes behind the barrier;
// drain: the last tile's product, lanes and store; ahead: what comes before the barrier.
struct GemmCost {
  double ns = 0;
  double instructions = 0;  // of one core
};
// `core` is the part of it by `partition`. None where moving and lanes alone take more than `most`
// nanoseconds: the matrix unit's clocks, which take longest to count, are left out then. `clocks`:
// those, where they are known; they do not depend on what is held.
std::optional<GemmCost> cost_of(const GemmOperands& operands, const GemmPartition& partition,
                                const CorePart& core, const GemmTile& tile, const ChipSpec& chip,
                                const Rates& rates, double most, std::optional<double>& clocks);

struct GemmPlan {
  GemmPartition partition;
  GemmTile tile;
  GemmCost cost;
};

// The best estimates are timed as kernels in closed form; of those within a hundredth of the
// fastest, the one with the fewest instructions. cost.ns is that time. Throws
// InputError(kDoesNotFit) if no tile fits local memory.
// `known` may know how long a kernel takes and calls `time` where it does not; empty: nothing is
// known.
using TimePlan = std::function<double(const GemmPlan& plan, const std::function<double()>& time)>;
GemmPlan best_plan(const GemmOperands& operands, const ChipSpec& chip, const TimePlan& known = {});

Kernel gemm_kernel(const FusedOperator& fused, const GemmPlan& plan, const ChipSpec& chip);

}  // namespace tessera::queues
