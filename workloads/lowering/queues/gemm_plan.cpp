// The search for the cheapest cut and tile of a product.
#include <algorithm>
#include <limits>
#include <tuple>

#include "isa/closed_form.h"
#include "sim/core/diagnostics.h"
#include "workloads/lowering/queues/gemm.h"

namespace tessera::queues {
namespace {

// Halvings of a dimension that the search tries.
constexpr std::size_t kSizes = 6;
constexpr std::size_t kAllSizes = 64;  // where none of those fits

// Plans this close to the cheapest are as good; fewer instructions are simulated faster.
constexpr double kAsGood = 1.01;

// The estimate ranks all plans; the best of them are written out and timed in closed form, which
// knows how loads, products and stores interlock.
constexpr std::size_t kFinalists = 12;
constexpr double kWorthTiming = 1.3;  // of the cheapest estimate

std::int64_t round_up(std::int64_t value, std::int64_t granule) {
  return ceil_divide(value, granule) * granule;
}

// The extent and its halves, each a multiple of the granule: the first few of those that are at
// most `largest`, or all.
std::vector<std::int64_t> sizes_of(std::int64_t extent, std::int64_t granule, std::int64_t largest,
                                   std::size_t most) {
  std::vector<std::int64_t> sizes;
  std::int64_t last = extent + 1;
  for (std::int64_t parts = 1; sizes.size() < most; parts *= 2) {
    const std::int64_t size = parts == 1 ? extent : round_up(ceil_divide(extent, parts), granule);
    if (size >= last) break;
    last = size;
    if (size <= largest) sizes.push_back(size);
  }
  return sizes.empty() ? std::vector{last} : sizes;
}

// Cores to pieces of the batch, then of rows, the rest of columns. Weights beside their core (own
// slices) are cut by columns only: a row piece would need all of them.
std::vector<GemmPartition> partitions_of(const GemmOperands& operands, const ChipSpec& chip,
                                         const Granules& granules) {
  const GemmShape& shape = operands.shape();
  const bool columns_only = chip.memory.slice_per_core && operands.b_is_weight();
  std::vector<GemmPartition> all;
  for (const std::int64_t batch : {std::int64_t{1}, std::min(shape.batch, chip.core.count)}) {
    const std::int64_t cores = chip.core.count / batch;
    for (std::int64_t m = 1; m <= cores; m *= 2) {
      if (m > 1 && columns_only) break;
      if (m > ceil_divide(shape.m, granules.m)) break;
      const std::int64_t n = cores / m;
      // Columns narrower than the unit waste it, but spread the reading of B.
      const std::int64_t narrow = std::max<std::int64_t>(1, granules.n / 8);
      for (const std::int64_t granule : {granules.n, narrow}) {
        const std::int64_t pieces = std::min(n, ceil_divide(shape.n, granule));
        const GemmPartition cut{batch, m, pieces, granules.m, granule};
        if (std::ranges::find(all, cut) == all.end()) all.push_back(cut);
        if (pieces == n) break;
      }
    }
    if (shape.batch == 1) break;
  }
  return all;
}

class Search {
 public:
  Search(const GemmOperands& operands, const ChipSpec& chip, const TimePlan& known)
      : operands_(operands),
        chip_(chip),
        known_(known),
        rates_(rates_of(chip)),
        granules_(granules_of(*chip.core.matrix_unit)) {}

  GemmPlan best() {
    const std::vector<GemmPartition> cuts = partitions_of(operands_, chip_, granules_);
    for (const std::size_t sizes : {kSizes, kAllSizes}) {
      for (const GemmPartition& cut : cuts) try_partition(cut, sizes);
      if (!plans_.empty()) break;
    }
    std::vector<GemmPlan> finalists = finalists_of();
    double least = std::numeric_limits<double>::infinity();
    for (GemmPlan& plan : finalists) {
      const auto time = [&] { return time_alone(plan); };
      plan.cost.ns = known_ ? known_(plan, time) : time();
      least = std::min(least, plan.cost.ns);
    }
    GemmPlan best;
    for (const GemmPlan& plan : finalists) {
      if (plan.cost.ns > least * kAsGood) continue;
      if (best.tile.m == 0 || plan.cost.instructions < best.cost.instructions) best = plan;
    }
    return best;
  }

 private:
  // The cheapest estimates, of equal ones those with fewer instructions.
  std::vector<GemmPlan> finalists_of() {
    std::erase_if(plans_,
                  [&](const GemmPlan& plan) { return plan.cost.ns > least_ * kWorthTiming; });
    std::ranges::stable_sort(plans_, [](const GemmPlan& a, const GemmPlan& b) {
      return std::tie(a.cost.ns, a.cost.instructions) < std::tie(b.cost.ns, b.cost.instructions);
    });
    return {plans_.begin(),
            plans_.begin() + static_cast<std::ptrdiff_t>(std::min(kFinalists, plans_.size()))};
  }

  // Nanoseconds of the kernel by itself, between two barriers.
  double time_alone(const GemmPlan& plan) const {
    Program program;
    for (const auto* operands : {&operands_.fused().reads, &operands_.fused().writes}) {
      for (const Operand& operand : *operands) {
        if (operand.tensor < 0) continue;
        const auto place = static_cast<std::size_t>(operand.tensor);
        if (place >= program.tensors.size()) program.tensors.resize(place + 1);
        const bool beside_core = chip_.memory.slice_per_core && operand.role == TensorRole::kWeight;
        program.tensors[place].placement =
            beside_core ? Placement::kOwnSlice : Placement::kInterleaved;
      }
    }
    Kernel kernel = gemm_kernel(operands_.fused(), plan, chip_);
    kernel.op = -1;
    program.sections.emplace_back().kernels.push_back(std::move(kernel));
    return to_nanoseconds(closed_form_time(chip_, program));
  }

  void try_partition(const GemmPartition& cut, std::size_t most) {
    const GemmShape& shape = operands_.shape();
    const CorePart core = part_of_core(shape, cut);
    const std::int64_t batch = core.batch, m = core.m, n = core.n;
    // Whole small products together, else one product in tiles.
    for (std::int64_t several = batch; several > 1; several = several / 2) {
      std::optional<double> clocks;
      if (try_tile(cut, {Held::kNeither, several, m, n, shape.k}, core, clocks)) break;
    }
    // Two slots of the thinnest tile must fit.
    const double room = 8.0 * static_cast<double>(operands_.fused().local_memory.count()) /
                        bits_of(operands_.type()) / 2;
    const auto at_most = [&](std::int64_t other) {
      return static_cast<std::int64_t>(room / static_cast<double>(other));
    };
    const auto all_k = sizes_of(shape.k, granules_.k, at_most(std::min(granules_.n, n)), most);
    for (const std::int64_t tile_m : sizes_of(m, granules_.m, at_most(granules_.k), most)) {
      for (const std::int64_t tile_n : sizes_of(n, granules_.n, at_most(granules_.k), most)) {
        std::vector<std::optional<double>> clocks(all_k.size());
        for (const Held held : {Held::kNeither, Held::kA, Held::kB}) {
          if (held == Held::kA && operands_.a_found()) continue;
          for (std::size_t k = 0; k < all_k.size(); ++k)
            try_tile(cut, {held, 1, tile_m, tile_n, all_k[k]}, core, clocks[k]);
        }
      }
    }
  }

  bool try_tile(const GemmPartition& cut, const GemmTile& tile, const CorePart& core,
                std::optional<double>& clocks) {
    const Bytes room = operands_.fused().local_memory;
    if (!operands_.one_transfer_gathers(tile.batch, tile.m)) return false;
    if (buffers_of(operands_, tile, core.batch, core.m, core.n).total() > room) return false;
    const auto cost =
        cost_of(operands_, cut, core, tile, chip_, rates_, least_ * kWorthTiming, clocks);
    if (!cost) return true;
    plans_.push_back({cut, tile, *cost});
    least_ = std::min(least_, cost->ns);
    return true;
  }

  const GemmOperands& operands_;
  const ChipSpec& chip_;
  const TimePlan& known_;
  Rates rates_;
  Granules granules_;
  std::vector<GemmPlan> plans_;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

GemmPlan best_plan(const GemmOperands& operands, const ChipSpec& chip, const TimePlan& known) {
  const GemmPlan plan = Search(operands, chip, known).best();
  if (plan.tile.m == 0) {
    const Granules least = granules_of(*chip.core.matrix_unit);
    throw InputError(
        ExitCode::kDoesNotFit,
        operands.fused().name + " does not fit: no tile of it fits in " +
            std::to_string(operands.fused().local_memory.count()) +
            " bytes, its share of core.local_memory; the smallest tile on this matrix unit, " +
            std::to_string(least.m) + " x " + std::to_string(least.n) + " x " +
            std::to_string(least.k) + ", needs " +
            std::to_string(buffers_of(operands,
                                      {Held::kNeither, 1, std::min(least.m, operands.shape().m),
                                       std::min(least.n, operands.shape().n),
                                       std::min(least.k, operands.shape().k)},
                                      operands.shape().batch, operands.shape().m,
                                      operands.shape().n)
                               .total()
                               .count()) +
            " bytes");
  }
  return plan;
}

}  // namespace tessera::queues
