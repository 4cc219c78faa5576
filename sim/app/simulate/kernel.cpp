#include "sim/app/simulate/kernel.h"

#include "isa/assembly.h"
#include "isa/verify.h"
#include "sim/app/run_directory/file.h"

namespace tessera {
namespace {

// Adds the useful products of `times` runs of a body to the operator that stands for it.
void count(const std::vector<Instruction>& body, double times, OperatorRecord& op) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      count(repeat->body, times * static_cast<double>(repeat->count), op);
    } else if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
      op.matrix_type = matmul->type;
      op.matrix_flops += 2 * times * static_cast<double>(matmul->useful_macs);
    } else if (const auto* vector = std::get_if<VectorOperation>(&instruction.operation)) {
      op.vector_operations += times * vector->work.total();
    }
  }
}

OperatorRecord record_of(const Kernel& kernel, std::int64_t repeat) {
  OperatorRecord op{kernel.name, "kernel", repeat};
  if (const auto* grid = std::get_if<Grid>(&kernel.work)) {
    for (const BlockGroup& group : grid->groups) {
      count(group.body, static_cast<double>(group.count * grid->rounds), op);
    }
    return op;
  }
  for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
    count(stream.body, static_cast<double>(stream.cores.size()), op);
  }
  return op;
}

// A kernel that serves no operator of the text is reported as one of its own.
void name_operators(Program& program) {
  for (Section& section : program.sections) {
    for (Kernel& kernel : section.kernels) {
      if (kernel.op >= 0) continue;
      kernel.op = static_cast<int>(program.operators.size());
      program.operators.push_back(record_of(kernel, section.repeat));
    }
  }
}

}  // namespace

Program read_kernel(const std::string& path, const ChipSpec& chip) {
  Program program = parse_assembly(read_file(path), path);
  require_valid(program, chip, path);
  name_operators(program);
  return program;
}

}  // namespace tessera
