#include "sim/app/simulate/lowered_batch.h"

#include <algorithm>
#include <limits>

namespace tessera {
namespace {

Lowered lowered_for(const Inputs& inputs, const BoundGraph& bound, ChipSpec chip) {
  chip.memory.usable = Bytes(std::numeric_limits<std::int64_t>::max() / 2);
  return lower(bound, chip,
               LoweringOptions{.conditions = inputs.conditions, .library = inputs.library});
}

bool is_operator(const Kernel& kernel) { return !is_collective(kernel); }

}  // namespace

LoweredBatch lower_batch(const Inputs& inputs, const BoundGraph& bound) {
  LoweredBatch batch;
  Lowered lowered = lowered_for(inputs, bound, inputs.chip);
  batch.among = std::move(lowered.program);
  batch.mixtures = std::move(lowered.mixtures);
  batch.operators = with_kernels(batch.among, is_operator);
  const std::int64_t held = inputs.library.collective.cores;
  if (held == 0) return batch;
  ChipSpec fewer = inputs.chip;
  fewer.core.count -= held;
  batch.beside = with_kernels(lowered_for(inputs, bound, fewer).program, is_operator);
  return batch;
}

bool is_collective(const Kernel& kernel) {
  const auto* streams = std::get_if<std::vector<Stream>>(&kernel.work);
  return streams && std::ranges::any_of(*streams, [](const Stream& stream) {
           return std::ranges::any_of(stream.body, [](const Instruction& one) {
             return std::holds_alternative<Collective>(one.operation);
           });
         });
}

std::vector<bool> communicating(const Program& program) {
  std::vector<bool> communicates(program.operators.size(), false);
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels)
      if (is_collective(kernel)) communicates[static_cast<std::size_t>(kernel.op)] = true;
  return communicates;
}

Program with_kernels(Program program, const std::function<bool(const Kernel&)>& keep) {
  for (Section& section : program.sections)
    std::erase_if(section.kernels, [&](const Kernel& kernel) { return !keep(kernel); });
  std::erase_if(program.sections, [](const Section& section) { return section.kernels.empty(); });
  return program;
}

std::vector<int> operators_of(const Section& section) {
  std::vector<int> once;
  for (const Kernel& kernel : section.kernels)
    if (once.empty() || once.back() != kernel.op) once.push_back(kernel.op);
  return once;
}

BatchTimes times_of(const LoweredBatch& batch, const ChipSpec& chip, std::int64_t cores_held,
                    const ExecuteProgram& execute) {
  BatchTimes times;
  times.communicates = communicating(batch.among);
  times.among = execute(chip, batch.among);
  times.alone = execute(chip, batch.operators);
  if (batch.beside) {
    ChipSpec fewer = chip;
    fewer.core.count -= cores_held;
    times.beside = execute(fewer, *batch.beside);
  }
  return times;
}

}  // namespace tessera
