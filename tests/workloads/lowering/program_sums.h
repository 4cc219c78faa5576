// Sums over a program, for tests: every repeat, core and section counted.
#pragma once

#include "isa/program.h"

namespace tessera {

struct ProgramSums {
  double useful_macs = 0;
  double vector_operations = 0;
  double loaded_bytes = 0, stored_bytes = 0;  // through the ports, whatever they hit
  double link_bytes = 0;
};

inline void add_body(const std::vector<Instruction>& body, double times, ProgramSums& sums) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      add_body(repeat->body, times * static_cast<double>(repeat->count), sums);
    } else if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
      sums.useful_macs += times * static_cast<double>(matmul->useful_macs);
    } else if (const auto* lanes = std::get_if<VectorOperation>(&instruction.operation)) {
      sums.vector_operations += times * lanes->work.total();
    } else if (const auto* collective = std::get_if<Collective>(&instruction.operation)) {
      sums.link_bytes += times * static_cast<double>(collective->bytes.count());
    } else if (const auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
      if (transfer->kind == Transfer::Kind::kCopy) continue;
      (transfer->kind == Transfer::Kind::kStore ? sums.stored_bytes : sums.loaded_bytes) +=
          times * static_cast<double>(transfer->bytes().count());
    }
  }
}

inline void add_kernel(const Kernel& kernel, double times, ProgramSums& sums) {
  if (const auto* streams = std::get_if<std::vector<Stream>>(&kernel.work)) {
    for (const Stream& stream : *streams)
      add_body(stream.body, times * static_cast<double>(stream.cores.size()), sums);
  } else {
    const Grid& grid = std::get<Grid>(kernel.work);
    for (const BlockGroup& group : grid.groups)
      add_body(group.body, times * static_cast<double>(group.count * grid.rounds), sums);
  }
}

inline ProgramSums sums_of(const Program& program) {
  ProgramSums sums;
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels)
      add_kernel(kernel, static_cast<double>(section.repeat), sums);
  return sums;
}

}  // namespace tessera
