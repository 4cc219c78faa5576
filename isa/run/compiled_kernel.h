// A queue kernel prepared for one chip: per stream and engine a flat list of steps, per instruction
// its times and demands.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/program.h"
#include "isa/run/queue_steps.h"
#include "isa/run/shared_resources.h"
#include "isa/stall.h"
#include "isa/timing/transfer.h"

namespace tessera {

// One instruction with everything the run needs to know about it.
struct CompiledInstruction {
  const Instruction* source = nullptr;
  double executions = 1;  // on one core of its stream
  Engine engine = Engine::kLoad;
  bool is_barrier = false;
  bool is_transfer = false;                   // occupies its engine until its bytes have moved
  StallStack setup;                           // before that: descriptor
  StallStack occupancy;                       // fixed time on the engine (not transfers)
  StallStack latency;                         // until the tokens are given
  SharedDemand demand;                        // transfers
  StallCause own_cap = StallCause::kNetwork;  // what the demand's cap stands for
  double work = 0;                            // bytes
  double memory_bytes = 0;                    // of them, over main memory
};

struct CompiledStream {
  std::vector<CompiledInstruction> instructions;
  std::array<std::vector<QueueStep>, kEngines> queues;
};

struct CompiledKernel {
  const Kernel* source = nullptr;
  std::vector<CompiledStream> streams;
  std::vector<int> stream_of_core;  // -1: the core has nothing to do
  Actions actions;                  // of all cores
  BandwidthLoss traffic;            // moved and lost bytes; peak and idle are the caller's
};

CompiledKernel compile(const ChipSpec& chip, const Program& program, const Kernel& kernel);

}  // namespace tessera
