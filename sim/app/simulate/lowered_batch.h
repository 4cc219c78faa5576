// A part of a batch as programs of its own, and what each operator of it takes by itself.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "isa/execution.h"
#include "sim/app/simulate/inputs.h"
#include "workloads/lowering/lower.h"

namespace tessera {

struct LoweredBatch {
  Program among;                  // collectives among operators
  Program operators;              // without collectives
  std::optional<Program> beside;  // likewise, for the cores that a collective leaves
  std::vector<RoutedMixture> mixtures;
};

// Does not ask whether it fits: it is a part of what does.
LoweredBatch lower_batch(const Inputs& inputs, const BoundGraph& bound);

bool is_collective(const Kernel& kernel);
std::vector<bool> communicating(const Program& program);  // by operator

// Leaves the kernels of which `keep` holds.
Program with_kernels(Program program, const std::function<bool(const Kernel&)>& keep);

// Operators in the order of their kernels, in one run of the section.
std::vector<int> operators_of(const Section& section);

using ExecuteProgram = std::function<Execution(const ChipSpec&, const Program&)>;

// Operators are timed as they follow each other without collectives, since what is computed
// meanwhile is of another part; and once more on the cores that a collective leaves. Collectives
// are timed as they run among operators.
struct BatchTimes {
  Execution among, alone;
  std::optional<Execution> beside;
  std::vector<bool> communicates;  // by operator

  const OperatorExecution& of(std::size_t op) const {
    return communicates[op] ? among.operators[op] : alone.operators[op];
  }
  // An operator while a collective holds cores: a kernel may leave some idle anyway, but fewer are
  // not faster.
  const OperatorExecution& slowest(std::size_t op) const {
    const bool slower = beside && beside->operators[op].time > of(op).time;
    return slower ? beside->operators[op] : of(op);
  }
};

BatchTimes times_of(const LoweredBatch& batch, const ChipSpec& chip, std::int64_t cores_held,
                    const ExecuteProgram& execute);

}  // namespace tessera
