// What must hold for the kernels of any operator on queues, and chips drawn at random.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "isa/verify.h"
#include "tests/support/small_chip.h"
#include "tests/workloads/lowering/program_sums.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera {

inline Operand operand(int tensor, std::int64_t rows, std::int64_t columns, TensorRole role) {
  return {tensor, bytes_of(rows * columns, DataType::kBf16), rows, DataType::kBf16, role, 0};
}

// Tokens given and taken by one core.
inline void count_tokens(const std::vector<Instruction>& body, std::int64_t times,
                         std::map<int, std::int64_t>& balance) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      count_tokens(repeat->body, times * repeat->count, balance);
      continue;
    }
    for (const TokenUse& use : instruction.waits) balance[use.token] -= use.count * times;
    for (const TokenUse& use : instruction.signals) balance[use.token] += use.count * times;
  }
}

inline void expect_sound(const Kernel& kernel, const FusedOperator& fused, std::int64_t cores) {
  Bytes used;
  for (const LocalBuffer& buffer : kernel.buffers) used += buffer.bytes * buffer.slots;
  EXPECT_LE(used, fused.local_memory);
  std::map<int, int> streams_of_core;
  for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work)) {
    std::map<int, std::int64_t> balance;
    count_tokens(stream.body, 1, balance);
    for (const auto& [token, left] : balance)
      EXPECT_EQ(left, 0) << kernel.tokens[static_cast<std::size_t>(token)].name;
    for (const int core : stream.cores) {
      EXPECT_LT(core, cores);
      EXPECT_EQ(++streams_of_core[core], 1);
    }
  }
}

// Nothing that the verifier knows is wrong.
inline void expect_valid(const std::vector<Kernel>& kernels, const FusedOperator& fused,
                         const ChipSpec& chip) {
  Program program;
  program.operators.resize(1);
  for (const auto* operands : {&fused.reads, &fused.writes}) {
    for (const Operand& operand : *operands) {
      const auto index = static_cast<std::size_t>(operand.tensor);
      if (program.tensors.size() <= index) program.tensors.resize(index + 1);
      program.tensors[index] = {"t" + std::to_string(index), operand.bytes, operand.role};
    }
  }
  for (Tensor& tensor : program.tensors)
    if (tensor.bytes.count() == 0) tensor = {"unused", Bytes(1)};
  if (fused.scratch >= 0) {
    program.tensors.resize(static_cast<std::size_t>(fused.scratch) + 1);
    program.tensors.back() = {
        "scratch", std::max(Bytes(1), scratch_in_queues(fused, chip, generic_library()))};
  }
  program.sections.push_back({"one", 1, kernels});
  for (Kernel& kernel : program.sections[0].kernels) kernel.op = 0;
  for (const ProgramMistake& mistake : verify(program, chip))
    ADD_FAILURE() << mistake.mistake.message;
}

inline ProgramSums sums_of(const std::vector<Kernel>& kernels) {
  ProgramSums sums;
  for (const Kernel& kernel : kernels) add_kernel(kernel, 1, sums);
  return sums;
}

class Random {
 public:
  std::int64_t number(std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
  }
  ChipSpec chip() {
    ChipSpec chip = small_chip(number(1, 9));
    chip.core.local_memory.capacity = Bytes(number(4, 256) * 1024);
    auto& array = std::get<SystolicSpec>(chip.core.matrix_unit->kind);
    array.dataflow = static_cast<Dataflow>(number(0, 2));
    chip.network.multicast_cores = number(1, 4);
    chip.memory.slice_per_core = number(0, 1) == 1;
    return chip;
  }

 private:
  std::mt19937_64 engine_{7};
};

inline std::vector<Kernel> lowered(const FusedOperator& fused, const ChipSpec& chip) {
  QueuePlans plans;
  return lower_to_queues(fused, chip, plans);
}

inline double loaded(const std::vector<Instruction>& body, int tensor) {
  double bytes = 0;
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      bytes += static_cast<double>(repeat->count) * loaded(repeat->body, tensor);
    } else if (const auto* transfer = std::get_if<Transfer>(&instruction.operation)) {
      if (transfer->tensor == tensor && transfer->kind != Transfer::Kind::kStore)
        bytes += static_cast<double>(transfer->bytes().count());
    }
  }
  return bytes;
}

// From memory by all cores.
inline double loaded(const std::vector<Kernel>& kernels, int tensor) {
  double bytes = 0;
  for (const Kernel& kernel : kernels)
    for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work))
      bytes += static_cast<double>(stream.cores.size()) * loaded(stream.body, tensor);
  return bytes;
}

}  // namespace tessera
