// A stream's instructions sorted into their queues: what every engine walks through by itself.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/program.h"

namespace tessera {

struct QueueStep {
  enum class Kind { kRun, kRepeat, kEnd };
  Kind kind;
  int index;  // kRun: of the instruction; kRepeat: step behind its end; kEnd: first step of its
              // body
  std::int64_t count;  // kRepeat
};

struct PlacedInstruction {
  const Instruction* instruction = nullptr;
  double executions = 1;  // on one core: product of the repeats around it
};

struct QueueSteps {
  std::vector<PlacedInstruction> instructions;  // in the order of the text
  std::array<std::vector<QueueStep>, kEngines> queues;
};

// Queues with nothing in a repeat leave it out; repeats of count 0 are left out altogether.
QueueSteps queue_steps(const std::vector<Instruction>& body);

}  // namespace tessera
