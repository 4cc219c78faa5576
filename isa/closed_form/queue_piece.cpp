#include "isa/closed_form/queue_piece.h"

#include <algorithm>
#include <map>
#include <memory>
#include <type_traits>

#include "isa/closed_form/kernel_walk.h"
#include "isa/timing/control.h"
#include "isa/timing/network.h"

namespace tessera {
namespace {

// Cores that have the same streams in every kernel of the piece.
template <class Mark>
struct CoreClass {
  std::vector<int> cores;
  CoreState<Mark> state;
  std::array<EngineTime, kEngines> time{};  // every kernel weighted by its executions
};

// Mark: Path, or Moment where nobody asks for causes.
template <class Mark>
class QueuePiece {
 public:
  QueuePiece(const ChipSpec& chip, const Program& program, const Piece& piece)
      : chip_(chip), piece_(piece) {
    for (const PieceKernel& kernel : piece.kernels) {
      const auto [place, is_new] = kernels_.try_emplace(kernel.kernel);
      if (!is_new) continue;
      WalkedKernel& walked = place->second;
      compiled_.push_back(std::make_unique<CompiledKernel>(compile(chip, program, *kernel.kernel)));
      walked.compiled = compiled_.back().get();
      walked.timed = time_kernel(chip, *walked.compiled);
    }
    group_cores();
    start();
  }

  RunRecord run() {
    walk();
    hand_out_engine_times();
    return std::move(record_);
  }

  Picoseconds elapsed() {
    walk();
    return elapsed_;
  }

 private:
  void walk() {
    for (const PieceKernel& kernel : piece_.kernels) run_kernel(kernel);
    hold_to_shared_resources();
  }

  void group_cores() {
    std::map<std::vector<int>, std::vector<int>> by_streams;
    for (int core = 0; core < static_cast<int>(chip_.core.count); ++core) {
      std::vector<int> streams;
      for (const auto& compiled : compiled_) {
        streams.push_back(compiled->stream_of_core[static_cast<std::size_t>(core)]);
      }
      by_streams[streams].push_back(core);
    }
    for (auto& [streams, cores] : by_streams) classes_.push_back({std::move(cores), {}, {}});
  }

  // The last core of a class stands for all: it starts last.
  void start() {
    const QueueCosts costs = queue_costs(chip_.control);
    for (CoreClass<Mark>& group : classes_) {
      Mark begin;
      if (piece_.is_first) begin.spend(StallCause::kLaunch, costs.launch);
      begin.spend(StallCause::kLaunch,
                  costs.dispatch * static_cast<std::int64_t>(group.cores.back()));
      for (std::size_t e = 0; e < kEngines; ++e) {
        group.state.engines[e].free = begin;
        group.time[e].starved += begin.time;
      }
    }
  }

  void run_kernel(const PieceKernel& kernel) {
    const WalkedKernel& walked = kernels_.at(kernel.kernel);
    const Mark before = end_;
    Mark last;
    double sum_of_ends = 0;
    double cores_at_work = 0;
    for (std::size_t s = 0; s < walked.compiled->streams.size(); ++s) {
      const Mark of_stream = run_stream(walked, s, kernel.executions);
      const auto cores =
          static_cast<double>(std::get<std::vector<Stream>>(kernel.kernel->work)[s].cores.size());
      sum_of_ends += cores * static_cast<double>(of_stream.time.count());
      cores_at_work += cores;
      last = later(last, of_stream);
    }
    end_ = later(end_, last);
    // Cores without work in this kernel stood still since the one before.
    const auto all = static_cast<double>(chip_.core.count);
    const double mean =
        (sum_of_ends + (all - cores_at_work) * static_cast<double>(before.time.count())) / all;
    record(kernel, *walked.compiled, before, mean);
  }

  Mark run_stream(const WalkedKernel& walked, std::size_t stream, std::int64_t executions) {
    std::vector<CoreClass<Mark>*> members;
    for (CoreClass<Mark>& group : classes_) {
      const auto core = static_cast<std::size_t>(group.cores.front());
      if (walked.compiled->stream_of_core[core] == static_cast<int>(stream)) {
        members.push_back(&group);
      }
    }
    if (members.empty()) return end_;
    CoreState<Mark> state = members.front()->state;
    for (const CoreClass<Mark>* group : members) {
      for (std::size_t e = 0; e < kEngines; ++e) {
        state.engines[e].free = later(state.engines[e].free, group->state.engines[e].free);
      }
    }
    state.time = {};
    const CoreState<Mark> begin = state;
    KernelWalk<Mark> walk(chip_, walked, stream, end_, hops_of(*members.back()));
    const Mark last = walk.run(state);
    record_.instructions += walk.instructions();
    for (CoreClass<Mark>* group : members) {
      for (std::size_t e = 0; e < kEngines; ++e) {
        EngineTime time = state.time[e];
        time.starved += begin.engines[e].free.time - group->state.engines[e].free.time;
        group->time[e] += time * executions;
      }
      group->state = state;
    }
    return last;
  }

  Picoseconds hops_of(const CoreClass<Mark>& group) const {
    return place_latency(chip_.network, group.cores.back(), chip_.core.count);
  }

  void record(const PieceKernel& kernel, const CompiledKernel& compiled, const Mark& before,
              double mean_end) {
    KernelRecord& entry = record_.kernels.emplace_back();
    entry.op = kernel.kernel->op;
    entry.executions = kernel.executions;
    entry.time = end_.time - before.time;
    if constexpr (std::is_same_v<Mark, Path>) {
      entry.stalls = end_.causes;
      entry.stalls -= before.causes;
      settle_negative(entry.stalls);
      charge_imbalance(entry.stalls,
                       end_.time - Picoseconds(static_cast<std::int64_t>(std::max(mean_end, 0.0))));
    }
    entry.actions = compiled.actions;
    entry.traffic = compiled.traffic;
    elapsed_ += entry.time * kernel.executions;
  }

  // Kernels that flow into each other share their resources' time; what that is too short by is the
  // last kernel's.
  void hold_to_shared_resources() {
    std::array<Picoseconds, kSharedResources> least{};
    for (const PieceKernel& kernel : piece_.kernels) {
      const auto times = least_times(chip_, *kernels_.at(kernel.kernel).compiled);
      for (std::size_t r = 0; r < kSharedResources; ++r) least[r] += times[r] * kernel.executions;
    }
    const auto tightest = std::ranges::max_element(least);
    KernelRecord& last = record_.kernels.back();
    if (*tightest <= elapsed_) return;
    const Picoseconds missing =
        Picoseconds(ceil_divide((*tightest - elapsed_).count(), last.executions));
    last.time += missing;
    last.stalls[cause_of(static_cast<SharedResource>(tightest - least.begin()))] += missing;
    elapsed_ += missing * last.executions;
  }

  void hand_out_engine_times() {
    record_.engines.resize(static_cast<std::size_t>(chip_.core.count));
    for (CoreClass<Mark>& group : classes_) {
      for (EngineTime& time : group.time) {
        // After its last instruction an engine has no work.
        time.starved += elapsed_ - (time.busy + time.starved + time.blocked);
      }
      for (const int core : group.cores) {
        record_.engines[static_cast<std::size_t>(core)] = group.time;
      }
    }
  }

  const ChipSpec& chip_;
  const Piece& piece_;
  std::vector<std::unique_ptr<CompiledKernel>> compiled_;
  std::map<const Kernel*, WalkedKernel> kernels_;
  std::vector<CoreClass<Mark>> classes_;
  Mark end_;  // of all kernels so far
  Picoseconds elapsed_;
  RunRecord record_;
};

}  // namespace

RunRecord run_queue_piece(const ChipSpec& chip, const Program& program, const Piece& piece) {
  return QueuePiece<Path>(chip, program, piece).run();
}

Picoseconds time_queue_piece(const ChipSpec& chip, const Program& program, const Piece& piece) {
  return QueuePiece<Moment>(chip, program, piece).elapsed();
}

}  // namespace tessera
