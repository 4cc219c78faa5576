#include "sim/app/simulate/ways.h"

namespace tessera {

OverlappedExecution execute_as(Way way, const Part& part, const HeldChip& on,
                               const ExecuteProgram& execute, bool trace) {
  if (way == Way::kHalves) return execute_halves(*part.halves, on, execute, trace);
  const Program& program = part.lowered.program;
  Execution whole = execute(on.chip, program);
  if (way == Way::kOnePiece) return {std::move(whole), {}};
  return execute_products(part.pieces, program, std::move(whole), on, execute);
}

HeldChip held_chip(const Inputs& inputs, const ChipSpec& chip) {
  return {chip, inputs.library.collective.cores};
}

}  // namespace tessera
