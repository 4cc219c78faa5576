#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <ranges>
#include <tuple>
#include <vector>

#include "isa/timing/matrix_unit.h"
#include "isa/timing/overlap.h"
#include "isa/timing/vector_unit.h"
#include "sim/core/diagnostics.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/raster.h"

namespace tessera::grid {
namespace {

constexpr double kPartialBytes = 4;  // partial sums are fp32

double stage_bytes(const GemmProblem& problem, const GemmTiling& tiling) {
  return static_cast<double>(tiling.k) *
         (static_cast<double>(tiling.m) * problem.bits_a +
          static_cast<double>(tiling.n) * problem.bits_b) /
         8;
}

// Elements of K in a step: one line of the shared buffer, as a power of two.
std::int64_t step_of(const GemmProblem& problem, const GemmKernels& library) {
  const double elements =
      static_cast<double>(library.k_step_bytes) * 8 / std::max(problem.bits_a, problem.bits_b);
  return std::int64_t{1} << std::lround(std::log2(elements));
}

// A tile of at least twice the problem wastes more than half of itself.
bool oversized(std::int64_t tile, std::int64_t extent, std::int64_t smallest) {
  return tile > smallest && tile >= 2 * extent;
}

// What decides how many tiles and blocks local memory holds, the same for all tilings of a product.
struct Room {
  Room(const GemmProblem& problem, const ChipSpec& chip, const GemmKernels& library,
       std::int64_t piece_bytes)
      : capacity(static_cast<double>(chip.core.local_memory.capacity.count())),
        ends(static_cast<double>(1 + problem.extra_reads) * static_cast<double>(piece_bytes)),
        max_stages(library.stages_of(problem.type)),
        min_stages(std::min(library.min_stages, max_stages)),
        usual_stages(static_cast<double>(library.usual_stages)),
        max_residents(std::min(library.max_residents, chip.control.blocks->max_resident_per_core)) {
  }

  double capacity;  // bytes
  double ends;      // bytes: outputs and further operands pass through pieces of the same size
  std::int64_t max_stages, min_stages;
  double usual_stages;
  std::int64_t max_residents;
};

// Fills stages and residents for `blocks` blocks; false if the fewest stages do not fit.
bool place(const Room& room, double stage, std::int64_t most_outputs, std::int64_t blocks,
           std::int64_t cores, GemmTiling& tiling) {
  if (room.ends + static_cast<double>(room.min_stages) * stage > room.capacity) return false;
  const auto by_memory =
      static_cast<std::int64_t>(room.capacity / (room.ends + room.usual_stages * stage));
  tiling.residents = std::max<std::int64_t>(
      1, std::min({room.max_residents, by_memory, most_outputs / (tiling.m * tiling.n),
                   ceil_divide(blocks, cores)}));
  const auto fitting = static_cast<std::int64_t>(
      (room.capacity / static_cast<double>(tiling.residents) - room.ends) / stage);
  tiling.stages = std::clamp(fitting, room.min_stages, room.max_stages);
  return true;
}

// Blocks of a cluster share the operand of which a tile has more bytes, if they are neighbours
// along the other dimension.
void cluster(const GemmProblem& problem, const ChipSpec& chip, const GemmKernels& library,
             GemmTiling& tiling) {
  tiling.share_a = tiling.share_b = 1;
  const std::int64_t cores = std::min(library.cluster, chip.network.multicast_cores);
  const bool more_b = static_cast<double>(tiling.n) * problem.bits_b >=
                      static_cast<double>(tiling.m) * problem.bits_a;
  const bool along_m = ceil_divide(problem.m, tiling.m) % cores == 0;
  const bool along_n = ceil_divide(problem.n, tiling.n) % cores == 0;
  if (along_m && (more_b || !along_n)) {
    tiling.share_b = cores;
  } else if (along_n) {
    tiling.share_a = cores;
  }
}

struct Memory {
  double miss_bytes = 0;
  double shared_bytes = 0;
};

Memory traffic(const GemmProblem& problem, const GemmTiling& tiling, const Rates& rates) {
  const GemmReads reads = gemm_reads(problem, tiling, rates);
  Memory memory;
  memory.shared_bytes = reads.shared_a + reads.shared_b + problem.bytes_c;
  memory.miss_bytes = reads.shared_a * (1 - reads.hit_a) + reads.shared_b * (1 - reads.hit_b);
  if (tiling.split == 1) memory.miss_bytes += problem.bytes_c * (1 - problem.hit_c);
  return memory;
}

double reduction_ns(const GemmProblem& problem, const GemmTiling& tiling, const Rates& rates) {
  if (tiling.split == 1) return 0;
  const double outputs =
      static_cast<double>(problem.batch) * static_cast<double>(problem.m * problem.n);
  const double partials = outputs * kPartialBytes * static_cast<double>(tiling.split);
  const double bandwidth = partials <= rates.buffer_capacity ? rates.shared : rates.memory;
  return rates.launch + rates.block_overhead + rates.latency +
         (2 * partials + problem.bytes_c) / bandwidth;
}

}  // namespace

GemmReads gemm_reads(const GemmProblem& problem, const GemmTiling& tiling, const Rates& rates) {
  const std::int64_t rows = ceil_divide(problem.m, tiling.m);
  const std::int64_t columns = ceil_divide(problem.n, tiling.n);
  const double products = static_cast<double>(problem.batch * tiling.split);
  Raster raster{rows, columns, problem.bytes_a / products / static_cast<double>(rows),
                problem.bytes_b / products / static_cast<double>(columns)};
  const auto concurrent = static_cast<std::int64_t>(rates.cores) * tiling.residents;
  const Reads reads = reads_from_memory(raster, concurrent, rates.buffer_capacity);
  const double depth = static_cast<double>(problem.batch) * static_cast<double>(problem.k) / 8;
  GemmReads result;
  result.port_a = static_cast<double>(problem.m * columns) * depth * problem.bits_a;
  result.port_b = static_cast<double>(problem.n * rows) * depth * problem.bits_b;
  const double missed_a = problem.bytes_a * (reads.a - problem.hit_a);
  const double missed_b = problem.bytes_b * (reads.b - problem.hit_b);
  result.shared_a = result.port_a / static_cast<double>(tiling.share_a);
  result.shared_b = result.port_b / static_cast<double>(tiling.share_b);
  result.hit_a = std::clamp(1 - missed_a / result.shared_a, 0.0, 1.0);
  result.hit_b = std::clamp(1 - missed_b / result.shared_b, 0.0, 1.0);
  return result;
}

namespace {

double blocks_of(const GemmProblem& problem, const GemmTiling& tiling) {
  return static_cast<double>(ceil_divide(problem.m, tiling.m) * ceil_divide(problem.n, tiling.n)) *
         static_cast<double>(problem.batch) * static_cast<double>(tiling.split);
}

// Of the cores, had memory and the shared buffer no limit.
double cores_ns(const GemmProblem& problem, const GemmTiling& tiling, const StepCycles& step,
                const Rates& rates) {
  const double blocks = blocks_of(problem, tiling);
  const double tiles = blocks / static_cast<double>(tiling.split);
  const double per_core = std::ceil(blocks / rates.cores);
  const double residents = std::min(per_core, static_cast<double>(tiling.residents));
  const double rounds = std::ceil(per_core / residents);

  const double tile = static_cast<double>(tiling.m * tiling.n);
  const double output = tile * (tiling.split == 1 ? problem.bits_c / 8 : kPartialBytes);
  const auto steps = static_cast<double>(tiling.steps);
  const auto stages = static_cast<double>(tiling.stages);
  const double stage = stage_bytes(problem, tiling);
  const double exposed = (stage + output) / rates.port;
  const double loop = std::max(steps * step.alone / rates.clock, (steps - 1) * stage / rates.port);
  const double throughput =
      std::max(steps * step.throughput / rates.clock, (steps * stage + output) / rates.port);
  const double chain = std::max(0.0, steps - stages) * rates.latency / stages;
  const double lanes =
      ((tiling.split == 1 ? problem.epilogue_cycles / tiles : 0) + problem.output_cycles * tile) /
      rates.clock;
  const double ends = rates.block_overhead + rates.latency + lanes + rates.store_latency;

  const double alone = rounds * (ends + exposed + std::max(loop, chain));
  const double shared = per_core * throughput + ends;
  return std::max(alone, shared);
}

// A tiling's time in three figures, of which the first two are known before the traffic is.
struct Cost {
  double around;  // ns: launch, and the reduction of split sums
  double least;   // ns: of the cores, or until all blocks are dispatched
  double cores;   // ns
};

Cost cost_before_memory(const GemmProblem& problem, const GemmTiling& tiling,
                        const StepCycles& step, const Rates& rates) {
  const double cores = cores_ns(problem, tiling, step, rates);
  return {rates.launch + reduction_ns(problem, tiling, rates),
          std::max(cores, blocks_of(problem, tiling) * rates.dispatch), cores};
}

double cost_with(const Memory& memory, const Cost& cost, const Rates& rates) {
  const double buffer = rates.latency + memory.shared_bytes / rates.shared;
  const double misses = rates.latency + memory.miss_bytes / rates.memory;
  return cost.around +
         std::max(cost.least, joined_time(std::max(cost.cores, buffer), misses, kProductOverlap));
}

}  // namespace

double cost_ns(const GemmProblem& problem, const GemmTiling& tiling, const StepCycles& step,
               const Rates& rates) {
  return cost_with(traffic(problem, tiling, rates),
                   cost_before_memory(problem, tiling, step, rates), rates);
}

StepCycles step_cycles(const GemmProblem& problem, std::int64_t m, std::int64_t n, std::int64_t k,
                       const ChipSpec& chip) {
  Matmul matmul{m, n, k, m * n * k, problem.type};
  matmul.issue_share = problem.issue_share;
  const MatmulTime time = matmul_time(*chip.core.matrix_unit, chip.core.local_memory, matmul);
  return {time.occupancy, time.dependent};
}

namespace {

struct Candidate {
  GemmTiling tiling;
  double cost;          // ns
  double shared_bytes;  // through the shared buffer
};

// Those that may be within the library's tolerance of the cheapest so far: the rest are left out
// as soon as a part of their time says so.
class Search {
 public:
  Search(const GemmProblem& problem, const ChipSpec& chip, const GemmKernels& library,
         std::int64_t piece_bytes)
      : problem_(problem),
        chip_(chip),
        library_(library),
        menu_(library.menu(problem.type)),
        rates_(rates_of(chip)),
        room_(problem, chip, library, piece_bytes) {
    GemmTiling tiling;
    tiling.piece_bytes = piece_bytes;
    tiling.k = step_of(problem, library);
    // Large tiles are the cheap ones, as a rule: they leave out most of the small ones.
    for (const std::int64_t rows : menu_.tile_rows | std::views::reverse) {
      if (oversized(rows, problem.m, menu_.tile_rows.front())) continue;
      for (const std::int64_t columns : menu_.tile_columns | std::views::reverse) {
        if (oversized(columns, problem.n, menu_.tile_columns.front())) continue;
        if (rows * columns > menu_.max_tile_outputs) continue;
        tiling.m = rows;
        tiling.n = columns;
        add_splits(tiling);
      }
    }
  }

  // The one with the least traffic of those that are about as cheap, the smallest of several.
  const Candidate* best() const {
    const auto key = [](const Candidate& one) {
      return std::tuple(one.shared_bytes, one.tiling.m, one.tiling.n, one.tiling.split);
    };
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates_) {
      if (candidate.cost > cheapest_ * library_.as_cheap) continue;
      if (best == nullptr || key(candidate) < key(*best)) best = &candidate;
    }
    return best;
  }

 private:
  // All splits of one tile shape that fit.
  void add_splits(GemmTiling tiling) {
    const StepCycles straight = step_cycles(problem_, tiling.m, tiling.n, tiling.k, chip_);
    const StepCycles turned = tiling.m == tiling.n
                                  ? straight
                                  : step_cycles(problem_, tiling.n, tiling.m, tiling.k, chip_);
    tiling.swapped = turned.alone < straight.alone;
    const StepCycles& step = tiling.swapped ? turned : straight;
    const std::int64_t k_steps = ceil_divide(problem_.k, tiling.k);
    const std::int64_t tiles =
        ceil_divide(problem_.m, tiling.m) * ceil_divide(problem_.n, tiling.n) * problem_.batch;
    const double stage = stage_bytes(problem_, tiling);
    if (least_ns(static_cast<double>(tiles * k_steps), stage, step) > cheapest_ * library_.as_cheap)
      return;
    cluster(problem_, chip_, library_, tiling);
    tiling.steps = 0;
    for (const std::int64_t split : menu_.splits) {
      if (split > 1 && (k_steps / split < 2 || tiles * (split - 1) >= 2 * chip_.core.count)) return;
      const std::int64_t steps = ceil_divide(k_steps, split);
      if (steps == tiling.steps) continue;  // as the split before
      tiling.steps = steps;
      tiling.split = ceil_divide(k_steps, steps);
      if (!place(room_, stage, menu_.max_tile_outputs, tiles * tiling.split, chip_.core.count,
                 tiling))
        return;
      add(tiling, step);
    }
  }

  // Of any split: so many steps of all cores, had each as much to do as the others.
  double least_ns(double steps, double stage, const StepCycles& step) const {
    return rates_.launch +
           steps / rates_.cores * std::max(step.throughput / rates_.clock, stage / rates_.port);
  }

  void add(const GemmTiling& tiling, const StepCycles& step) {
    const double most = cheapest_ * library_.as_cheap;
    const Cost cost = cost_before_memory(problem_, tiling, step, rates_);
    if (cost.around + cost.least > most) return;
    const Memory memory = traffic(problem_, tiling, rates_);
    const double transfers =
        std::max(memory.shared_bytes / rates_.shared, memory.miss_bytes / rates_.memory);
    if (cost.around + transfers > most) return;
    candidates_.push_back({tiling, cost_with(memory, cost, rates_), memory.shared_bytes});
    cheapest_ = std::min(cheapest_, candidates_.back().cost);
  }

  const GemmProblem& problem_;
  const ChipSpec& chip_;
  const GemmKernels& library_;
  const GemmMenu& menu_;
  const Rates rates_;
  const Room room_;
  double cheapest_ = std::numeric_limits<double>::infinity();
  std::vector<Candidate> candidates_;
};

}  // namespace

GemmTiling best_tiling(const GemmProblem& problem, const ChipSpec& chip,
                       const GemmKernels& library) {
  // Where several operands pass through a small memory beside the results, the pieces are smaller.
  constexpr std::int64_t kLeastPiece = 1024;
  std::optional<GemmTiling> best;
  for (std::int64_t piece = library.output_stage_bytes; !best && piece >= kLeastPiece; piece /= 2) {
    const Search search(problem, chip, library, piece);
    if (const Candidate* found = search.best()) best = found->tiling;
  }
  if (!best) {
    throw InputError(ExitCode::kDoesNotFit,
                     "core.local_memory.capacity_kib is too small for two stages of the smallest "
                     "tile of a matrix product");
  }
  return *best;
}

}  // namespace tessera::grid
