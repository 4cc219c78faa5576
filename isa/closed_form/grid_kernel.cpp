#include "isa/closed_form/grid_kernel.h"

#include <algorithm>
#include <map>

#include "isa/run/shared_resources.h"
#include "isa/timing/control.h"
#include "isa/timing/network.h"
#include "isa/timing/overlap.h"

namespace tessera {
namespace {

// Main phase of a block: how long, and why.
struct MainPhase {
  double time = 0;
  std::array<double, kStallCauses> causes{};
};

double idle_between(double outside, double skew) { return std::max(0.0, outside - skew); }

// Limits that a resource of its own sets: nothing covers the prologue and epilogue.
MainPhase within_core(const ChipSpec& chip, const BlockDemand& block, std::int64_t active,
                      double outside) {
  const auto neighbours =
      static_cast<int>(ceil_divide(active, chip.core.count));  // itself included
  const double dispatch = static_cast<double>(chip.control.blocks->dispatch.count());
  const double skew =  // between the first and the last of them
      dispatch * static_cast<double>(chip.core.count) * (neighbours - 1);
  const BytesPerSecond port = port_bandwidth(chip);
  const CoreBounds alone = core_bounds(block, 1, port);
  const CoreBounds shared = core_bounds(block, neighbours, port);
  const double solo = outside + alone.largest();
  const double together = shared.largest() + idle_between(outside, skew);
  const double cycle = std::max(solo, together);
  return {cycle - outside, causes_of(block, solo > together ? alone : shared, 1)};
}

// Blocks are dealt to the groups of a network in turn; the one with most of them is the last.
double as_if_all_groups_had_the_most(const ChipSpec& chip, std::int64_t blocks) {
  const std::int64_t groups = network_groups(chip.network);
  return static_cast<double>(groups * ceil_divide(blocks, groups));
}

// The slowest of the shared resources, if it is slower than the core.
MainPhase limited_by(const ChipSpec& chip, const BlockDemand& block, std::int64_t active,
                     double outside, MainPhase main) {
  const std::array<double, kSharedResources> capacity = capacities(chip);
  const std::array<double, kSharedResources> asked = {block.memory_bytes, block.shared_buffer_bytes,
                                                      block.network_bytes, block.trunk_bytes};
  const double skew =
      static_cast<double>(chip.control.blocks->dispatch.count()) * static_cast<double>(active - 1);
  double memory = 0;
  double longest = main.time;
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (asked[r] == 0) continue;
    const auto resource = static_cast<SharedResource>(r);
    const double blocks = is_cut_into_groups(resource) ? as_if_all_groups_had_the_most(chip, active)
                                                       : static_cast<double>(active);
    const double time = blocks * asked[r] / capacity[r] + idle_between(outside, skew) - outside;
    (resource == SharedResource::kMemory ? memory : main.time) =
        resource == SharedResource::kMemory ? time : std::max(main.time, time);
    if (time <= longest) continue;
    longest = time;
    main.causes = {};
    main.causes[static_cast<std::size_t>(cause_of(resource))] = 1;
  }
  main.time = joined_time(main.time, std::max(0.0, memory), block.overlap);
  return main;
}

constexpr std::int64_t kMostPlaced = 1024;  // groups of a kernel, all rounds

// Slots that free up at the same instant by the same path.
struct FreeSlots {
  std::int64_t count = 0;
  Path path;
};

class GridKernel {
 public:
  GridKernel(const ChipSpec& chip, const Program& program, const Kernel& kernel, bool with_engines)
      : chip_(chip),
        kernel_(kernel),
        grid_(std::get<Grid>(kernel.work)),
        with_engines_(with_engines) {
    for (const BlockGroup& group : grid_.groups) {
      demands_.push_back(block_demand(chip, program, kernel, group));
      left_ += group.count * grid_.rounds;
    }
    slots_ = chip.core.count * std::max(1, grid_.resident_per_core);
  }

  RunRecord run() {
    Path launched;
    launched.spend(StallCause::kLaunch, end_of_launch());
    end_ = launched;
    free_[launched.time] = {slots_, launched};
    place_all();
    return record();
  }

 private:
  // Many rounds fill each other's gaps, so that their order matters no more: the last group first,
  // as what comes last should be short.
  void place_all() {
    const auto groups = static_cast<std::int64_t>(grid_.groups.size());
    if (grid_.rounds * groups > kMostPlaced) {
      for (std::int64_t g = groups - 1; g >= 0; --g)
        place(static_cast<std::size_t>(g), grid_.rounds);
      return;
    }
    for (std::int64_t round = 0; round < grid_.rounds; ++round) {
      for (std::int64_t g = 0; g < groups; ++g) place(static_cast<std::size_t>(g), 1);
    }
  }

  void place(std::size_t group, std::int64_t rounds) {
    std::int64_t cycle_of = 0;  // blocks that `cycle` is for
    Path cycle;
    for (std::int64_t count = grid_.groups[group].count * rounds; count > 0;) {
      const auto first = free_.begin();
      const FreeSlots slots = first->second;
      free_.erase(first);
      const std::int64_t blocks = std::min(slots.count, count);
      const std::int64_t idle_soon = slots.count - blocks;
      if (idle_soon > 0) free_[slots.path.time] = {idle_soon, slots.path};
      // Also those of later groups that start now, and those still running.
      const std::int64_t active =
          std::min(slots_, running_after(slots.path.time) + std::min(slots.count, left_));
      Path end = slots.path;
      if (active != cycle_of) {
        cycle_of = active;
        cycle = block_cycle(chip_, demands_[group], active);
      }
      if (end.time == end_of_launch()) {
        end.spend(StallCause::kLaunch,
                  chip_.control.blocks->dispatch * first_wave(active, cycle.causes));
      }
      end.spend(cycle.causes);
      note(end, blocks);
      count -= blocks;
      left_ -= blocks;
    }
  }

  Picoseconds end_of_launch() const { return launch_of(chip_, grid_); }

  std::int64_t running_after(Picoseconds now) const {
    std::int64_t running = 0;
    for (auto later = free_.upper_bound(now); later != free_.end(); ++later) {
      running += later->second.count;
    }
    return running;
  }

  // Dispatches before the block that decides the end: the last one where cores work by themselves,
  // the first where a shared resource is at its limit from then on.
  static std::int64_t first_wave(std::int64_t active, const StallStack& causes) {
    const Picoseconds shared = causes[StallCause::kMemoryBandwidth] +
                               causes[StallCause::kSharedBuffer] + causes[StallCause::kNetwork];
    return shared * 2 > causes.total() ? 1 : active;
  }

  void note(const Path& end, std::int64_t blocks) {
    FreeSlots& slots = free_[end.time];
    slots.count += blocks;
    slots.path = end;
    end_ = later(end_, end);
  }

  RunRecord record() {
    RunRecord record;
    KernelRecord& entry = record.kernels.emplace_back();
    entry.op = kernel_.op;
    double matrix = 0, vector = 0, port = 0;
    for (std::size_t g = 0; g < demands_.size(); ++g) {
      const auto count = static_cast<double>(grid_.groups[g].count * grid_.rounds);
      const BlockDemand& block = demands_[g];
      entry.actions += block.actions * count;
      entry.traffic += block.traffic * count;
      matrix += block.matrix * count;
      vector += (block.vector + static_cast<double>(block.vector_epilogue.count())) * count;
      port += block.port_bytes / port_bandwidth(chip_).count() * 1e12 * count;
    }
    hold_to_shared_resources();
    entry.time = end_.time;
    entry.stalls = end_.causes;
    charge_imbalance(entry.stalls, end_.time - mean_end());
    if (with_engines_) fill_engines(record, matrix, vector, port);
    record.instructions = static_cast<std::int64_t>(demands_.size());
    return record;
  }

  // Waves of unlike blocks fill each other's gaps; what they share still bounds them.
  void hold_to_shared_resources() {
    const std::array<double, kSharedResources> capacity = capacities(chip_);
    std::array<double, kSharedResources> asked{};
    for (std::size_t g = 0; g < demands_.size(); ++g) {
      const auto count = static_cast<double>(grid_.groups[g].count * grid_.rounds);
      asked[0] += demands_[g].memory_bytes * count;
      asked[1] += demands_[g].shared_buffer_bytes * count;
      asked[2] += demands_[g].network_bytes * count;
      asked[3] += demands_[g].trunk_bytes * count;
    }
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      if (asked[r] == 0) continue;
      const auto least =
          end_of_launch() + Picoseconds(static_cast<std::int64_t>(asked[r] / capacity[r]));
      if (least > end_.time) {
        end_.spend(cause_of(static_cast<SharedResource>(r)), least - end_.time);
      }
    }
  }

  // Slots that were never used stood still since the launch.
  Picoseconds mean_end() const {
    double sum = 0;
    for (const auto& [time, slots] : free_) {
      sum += static_cast<double>(time.count()) * static_cast<double>(slots.count);
    }
    return Picoseconds(static_cast<std::int64_t>(sum / static_cast<double>(slots_)));
  }

  void fill_engines(RunRecord& record, double matrix, double vector, double port) const {
    const auto engine_time = [&](double busy_of_all) {
      const auto busy =
          std::min(end_.time, Picoseconds(static_cast<std::int64_t>(
                                  busy_of_all / static_cast<double>(chip_.core.count))));
      return EngineTime{busy, end_.time - busy, Picoseconds(0)};
    };
    std::array<EngineTime, kEngines> engines;
    engines.fill(engine_time(0));
    engines[static_cast<std::size_t>(Engine::kMatrix)] = engine_time(matrix);
    engines[static_cast<std::size_t>(Engine::kVector)] = engine_time(vector);
    engines[static_cast<std::size_t>(Engine::kLoad)] = engine_time(port);
    record.engines.assign(static_cast<std::size_t>(chip_.core.count), engines);
  }

  const ChipSpec& chip_;
  const Kernel& kernel_;
  const Grid& grid_;
  bool with_engines_;
  std::vector<BlockDemand> demands_;
  std::int64_t slots_ = 0;
  std::int64_t left_ = 0;                  // blocks not placed
  std::map<Picoseconds, FreeSlots> free_;  // by when
  Path end_;
};

}  // namespace

Path block_cycle(const ChipSpec& chip, const BlockDemand& block, std::int64_t active) {
  const auto outside = static_cast<double>((block.prologue + block.epilogue).count());
  const MainPhase main =
      limited_by(chip, block, active, outside, within_core(chip, block, active, outside));
  Path cycle;
  cycle.spend(StallCause::kLaunch, block.overhead);
  cycle.spend(StallCause::kMemoryLatency, block.prologue - block.overhead);
  cycle.spend(
      divide(Picoseconds(static_cast<std::int64_t>(std::max(main.time, 1.0))), main.causes));
  cycle.spend(StallCause::kVector, block.vector_epilogue);
  cycle.spend(StallCause::kMemoryLatency, block.epilogue - block.vector_epilogue);
  return cycle;
}

RunRecord run_grid_kernel(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                          bool with_engines) {
  return GridKernel(chip, program, kernel, with_engines).run();
}

}  // namespace tessera
