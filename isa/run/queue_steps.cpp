#include "isa/run/queue_steps.h"

namespace tessera {
namespace {

void append(const std::vector<Instruction>& body, double executions, QueueSteps& steps);

void append(const Repeat& repeat, double executions, QueueSteps& steps) {
  if (repeat.count <= 0) return;
  std::array<std::size_t, kEngines> begin{};
  for (std::size_t e = 0; e < kEngines; ++e) {
    begin[e] = steps.queues[e].size();
    steps.queues[e].push_back({QueueStep::Kind::kRepeat, 0, repeat.count});
  }
  append(repeat.body, executions * static_cast<double>(repeat.count), steps);
  for (std::size_t e = 0; e < kEngines; ++e) {
    std::vector<QueueStep>& queue = steps.queues[e];
    if (queue.size() == begin[e] + 1) {
      queue.pop_back();
      continue;
    }
    queue.push_back({QueueStep::Kind::kEnd, static_cast<int>(begin[e]) + 1, 0});
    queue[begin[e]].index = static_cast<int>(queue.size());
  }
}

void append(const std::vector<Instruction>& body, double executions, QueueSteps& steps) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      append(*repeat, executions, steps);
      continue;
    }
    steps.queues[static_cast<std::size_t>(engine_of(instruction))].push_back(
        {QueueStep::Kind::kRun, static_cast<int>(steps.instructions.size()), 0});
    steps.instructions.push_back({&instruction, executions});
  }
}

}  // namespace

QueueSteps queue_steps(const std::vector<Instruction>& body) {
  QueueSteps steps;
  append(body, 1, steps);
  return steps;
}

}  // namespace tessera
