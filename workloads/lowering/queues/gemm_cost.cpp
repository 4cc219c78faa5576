// What a cut and a tile of a product cost, by closed forms.
#include <algorithm>

#include "isa/timing/matrix_unit.h"
#include "isa/timing/vector_unit.h"
#include "workloads/lowering/queues/gemm.h"

namespace tessera::queues {
namespace {

double to_double(Bytes bytes) { return static_cast<double>(bytes.count()); }

// How often one core moves an operand: instructions and bytes.
struct Traffic {
  double transfers = 0, bytes = 0;
  Traffic() = default;
  Traffic(const Rows& rows, double times)
      : transfers(times), bytes(times * to_double(rows.bytes())) {}
  Traffic& operator+=(const Traffic& other) {
    transfers += other.transfers;
    bytes += other.bytes;
    return *this;
  }
};

// Clocks of the matrix unit for all tiles of a core: whole tiles and the ragged last ones.
double matrix_clocks(const GemmOperands& operands, const GemmTile& tile, const CorePart& core,
                     const ChipSpec& chip) {
  double clocks = 0;
  const Steps columns = steps(core.n, tile.n);
  const Steps depth = steps(operands.shape().k, tile.k);
  for (const Step& m : steps(core.m, tile.m)) {
    for (const Step& n : columns) {
      for (const Step& k : depth) {
        Matmul matmul{m.size, n.size, k.size, m.size * n.size * k.size, operands.type()};
        const MatmulTime time = matmul_time(*chip.core.matrix_unit, chip.core.local_memory, matmul);
        clocks += time.occupancy * static_cast<double>(m.count * n.count * k.count);
      }
    }
  }
  return clocks * static_cast<double>(core.batch);
}

}  // namespace

CorePart part_of_core(const GemmShape& shape, const GemmPartition& cut) {
  const auto pieces = [](const std::vector<Piece>& all) {
    std::int64_t count = 0;
    for (const Piece& piece : all) count += piece.count;
    return static_cast<double>(count);
  };
  const std::vector<Piece> batch = split(shape.batch, cut.batch, 1);
  const std::vector<Piece> m = split(shape.m, cut.m, cut.granule_m);
  const std::vector<Piece> n = split(shape.n, cut.n, cut.granule_n);
  return {batch[0].size, m[0].size, n[0].size, pieces(batch) * pieces(m) * pieces(n)};
}

std::optional<GemmCost> cost_of(const GemmOperands& operands, const GemmPartition& partition,
                                const CorePart& core, const GemmTile& tile, const ChipSpec& chip,
                                const Rates& rates, double most, std::optional<double>& clocks) {
  const GemmShape& shape = operands.shape();
  const FusedOperator& fused = operands.fused();
  const auto times = [](std::int64_t extent, std::int64_t size) {
    return static_cast<double>(ceil_divide(extent, size));
  };
  const double batches = times(core.batch, tile.batch);
  const double rows = times(core.m, tile.m);
  const double columns = times(core.n, tile.n);
  const double depth = times(shape.k, tile.k);
  const double outputs = batches * rows * columns;

  // What one core moves. Sizes are those of whole tiles: ragged ones count a little too much.
  const Rows first_a = operands.a(tile.batch, tile.m, tile.held == Held::kA ? shape.k : tile.k);
  const Rows first_b = operands.b(tile.batch, tile.n, tile.held == Held::kB ? shape.k : tile.k);
  Traffic a, parts, stores;
  if (!operands.a_found())
    a = Traffic(first_a, batches * rows * (tile.held == Held::kA ? 1 : columns * depth));
  const Traffic b(first_b, batches * columns * (tile.held == Held::kB ? 1 : rows * depth));
  for (const Operand* read : operands.tiled())
    if (read->tensor >= 0)
      parts += Traffic(operands.part(*read, tile.batch, tile.m, tile.n), outputs);
  for (const Operand& write : fused.writes)
    if (write.tensor >= 0)
      stores += Traffic(operands.part(write, tile.batch, tile.m, tile.n), outputs);

  const double share_of_work = static_cast<double>(tile.batch * tile.m * tile.n) /
                               static_cast<double>(shape.batch * shape.m * shape.n);
  const double lanes =
      operands.has_epilogue()
          ? vector_cycles(chip.core.vector_unit, fused.vector * std::min(1.0, share_of_work)) /
                rates.clock
          : 0;
  // Memory and network serve all cores; a load that several cores share counts once.
  const double sharing_a = static_cast<double>(std::min(partition.n, rates.multicast));
  const double sharing_b = static_cast<double>(std::min(partition.m, rates.multicast));
  const double from_a = a.bytes * core.cores / sharing_a;
  const double from_b = b.bytes * core.cores / sharing_b;
  const double others = (parts.bytes + stores.bytes) * core.cores;
  const auto missed = [](const Operand& operand) { return 1 - operand.shared_buffer_hit; };
  const double rate_a = memory_rate(chip, first_a.row_bytes);
  const double rate_b = memory_rate(chip, first_b.row_bytes);
  const Bytes row_c = operands.part(fused.writes[0], tile.batch, tile.m, tile.n).row_bytes;
  double memory = from_a * missed(fused.reads[0]) / rate_a +
                  from_b * missed(fused.reads[1]) / rate_b + others / memory_rate(chip, row_c);
  const bool own_slice = rates.own_slices && operands.b_is_weight();
  if (own_slice) memory = std::max(memory, b.bytes / rate_b * rates.cores);
  const double over_network = from_a + others + (own_slice ? 0 : from_b);
  double moving = std::max(memory, over_network / rates.network);
  if (rates.shared_buffer > 0) moving = std::max(moving, over_network / rates.shared_buffer);
  moving = std::max({moving,
                     (a.bytes + b.bytes + parts.bytes) / rates.port +
                         rates.descriptor * (a.transfers + b.transfers + parts.transfers),
                     stores.bytes / rates.port + rates.descriptor * stores.transfers});

  if (std::max(moving, lanes * outputs) > most) return std::nullopt;
  if (!clocks) clocks = matrix_clocks(operands, tile, core, chip);
  const double matrix = *clocks / rates.clock;
  const double step = matrix / (outputs * depth);

  // Two slots of the passing operand: load, latency, product, load again.
  const double steps = outputs * depth;
  const double chain = ((moving - stores.bytes * core.cores / memory_rate(chip, row_c)) / steps +
                        rates.latency + step) /
                       2 * steps;

  // Behind the barrier the first A always comes; B only where it cannot come before.
  const bool early = fused.prefetch && operands.b_is_weight();
  const double fair_a = std::min(rates.port, rate_a / core.cores * sharing_a);
  const double fair_b = std::min(rates.port, rate_b / core.cores * sharing_b);
  const double load_b = to_double(first_b.bytes()) / fair_b;
  const double fill = rates.latency + (a.bytes > 0 ? to_double(first_a.bytes()) / fair_a : 0) +
                      (early ? 0 : load_b);
  const double drain =
      step + lanes +
      (stores.bytes > 0 ? stores.bytes / outputs / std::min(rates.port, rate_a / core.cores) +
                              rates.store_latency
                        : 0);
  // What is loaded early keeps memory busy while the kernels around this one fill and drain.
  const double ahead =
      early ? load_b * (tile.held == Held::kB ? 1 : std::min(2.0, b.transfers)) : 0;
  const double working = std::max(matrix, lanes * outputs) + fill + drain;
  const double waiting = std::max(moving, chain) + std::max(0.0, fill + drain - ahead);
  return GemmCost{std::max(working, waiting),
                  steps + a.transfers + b.transfers + parts.transfers + stores.transfers};
}

}  // namespace tessera::queues
