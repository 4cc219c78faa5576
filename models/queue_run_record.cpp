// What a run of queue kernels leaves behind: the record of a finished one, the reason of one that
// is stuck.
#include <algorithm>
#include <cassert>

#include "models/queue_run.h"

namespace tessera {

RunRecord QueueRun::record() const {
  assert(finished());
  RunRecord record;
  Path before;
  Picoseconds elapsed;
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    const Progress& progress = progress_[i];
    KernelRecord kernel{instances_[i].kernel->source->op, instances_[i].executions,
                        progress.end.time - before.time,  progress.end.causes,
                        instances_[i].kernel->actions,    instances_[i].kernel->traffic};
    kernel.stalls -= before.causes;
    settle_negative(kernel.stalls);
    // Cores without work in this kernel stood still since the one before.
    const auto all = static_cast<double>(cores_.size());
    const auto absent = static_cast<double>(std::ranges::count_if(
        instances_[i].kernel->stream_of_core, [](int stream) { return stream < 0; }));
    const double mean =
        (progress.sum_of_ends + absent * static_cast<double>(before.time.count())) / all;
    charge_imbalance(
        kernel.stalls,
        progress.end.time - Picoseconds(static_cast<std::int64_t>(std::max(mean, 0.0))));
    elapsed += kernel.time * kernel.executions;
    before = progress.end;
    record.kernels.push_back(kernel);
  }
  for (const CoreState& core : cores_) {
    record.engines.push_back(core.time);
    for (EngineTime& time : record.engines.back()) {
      // After its last instruction an engine has no work.
      time.starved += elapsed - (time.busy + time.starved + time.blocked);
    }
  }
  record.instructions = instructions_;
  return record;
}

// "core_0.matrix in kernel gemm, line 12, waits for 1 of token full, 0 there".
std::string QueueRun::what_holds(std::size_t core, std::size_t engine) const {
  InstructionQueue queue = cores_[core].queues[engine];
  const KernelInstance& instance = instances_[static_cast<std::size_t>(queue.instance)];
  const Kernel& kernel = *instance.kernel->source;
  std::string text = "core_" + std::to_string(core) + "." +
                     std::string(name_of(static_cast<Engine>(engine))) + " in kernel " +
                     kernel.name;
  const int next = queue.peek(*instance.steps(core, engine));
  if (next < 0) return text;
  const CompiledInstruction& instruction = instance.instruction(core, next);
  const int line = instruction.source->line;
  if (line > 0) text += ", line " + std::to_string(line) + ",";
  if (instruction.is_barrier) return text + " waits for every core to finish the kernels before";
  const KernelOnCore& held = cores_[core].kernels[static_cast<std::size_t>(queue.instance)];
  for (const TokenUse& wait : instruction.source->waits) {
    const auto token = static_cast<std::size_t>(wait.token);
    const int there = held.tokens[token].available();
    if (there >= wait.count) continue;
    text += " waits for " + std::to_string(wait.count) + " of token " + kernel.tokens[token].name +
            ", " + std::to_string(there) + " there";
  }
  return text;
}

std::string QueueRun::who_waits() const {
  constexpr int kNamed = 8;
  std::string text;
  int stuck = 0;
  for (std::size_t core = 0; core < cores_.size(); ++core) {
    for (std::size_t engine = 0; engine < kEngines; ++engine) {
      if (cores_[core].queues[engine].finished || ++stuck > kNamed) continue;
      text += "\n  " + what_holds(core, engine);
    }
  }
  if (stuck > kNamed) text += "\n  and " + std::to_string(stuck - kNamed) + " more queues";
  return text;
}

}  // namespace tessera
