// A chip of thread blocks and operators for tests of their lowering: round numbers near a GPU of
// 2022.
#pragma once

#include <cstdint>
#include <string>

#include "isa/chip_spec.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera {

inline ChipSpec block_chip() {
  ChipSpec chip;
  chip.name = "blocks";
  chip.core.count = 128;
  chip.core.clock = Hertz(1'800'000'000);
  MatrixUnitSpec matrix;
  matrix.count = 4;
  matrix.kind = DotProductSpec{.m = 8, .n = 8, .k = 8};
  matrix.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 0.9};
  matrix.rates[static_cast<std::size_t>(DataType::kFp8)] = {2, 0.9};
  chip.core.matrix_unit = matrix;
  chip.core.vector_unit = {128, 128, 16, 64, 64, Cycles(4)};
  chip.core.local_memory = {Bytes(227 * 1024), 32, 128};
  chip.core.dma = {BytesPerSecond(64 * 1.8e9), 16};
  chip.shared_buffer = SharedBufferSpec{.capacity = Bytes(50'000'000),
                                        .slices = 2,
                                        .bandwidth = BytesPerSecond(5.5e12),
                                        .latency_near = Picoseconds(150'000),
                                        .latency_far = Picoseconds(200'000)};
  chip.memory.capacity = Bytes(80'000'000'000);
  chip.memory.usable = chip.memory.capacity;
  chip.memory.channels = 80;
  chip.memory.peak_bandwidth = BytesPerSecond(3.35e12);
  chip.memory.latency = Picoseconds(500'000);
  chip.memory.sustained_efficiency = 0.9;
  chip.network.kind =
      CrossbarSpec{BytesPerSecond(64 * 1.8e9), BytesPerSecond(8e12), Picoseconds(100'000)};
  chip.control.blocks = BlocksControl{.launch = Picoseconds(2'000'000),
                                      .dispatch = Picoseconds(2'000),
                                      .max_resident_per_core = 32,
                                      .block_overhead = Picoseconds(300'000)};
  return chip;
}

inline Operand operand(int tensor, std::int64_t rows, std::int64_t columns,
                       DataType type = DataType::kBf16) {
  return {.tensor = tensor, .bytes = bytes_of(rows * columns, type), .rows = rows, .type = type};
}

inline FusedOperator gemm_operator(std::int64_t m, std::int64_t n, std::int64_t k,
                                   std::int64_t batch = 1) {
  FusedOperator fused;
  fused.name = "gemm";
  fused.kind = OperatorKind::kMatMul;
  fused.gemm = GemmShape{batch, m, n, k, batch == 1};
  fused.reads = {operand(0, batch * m, k), operand(1, batch * k, n)};
  fused.reads[1].role = TensorRole::kWeight;
  fused.writes = {operand(2, batch * m, n)};
  return fused;
}

// Sums over all blocks of a kernel.
struct KernelTotals {
  std::int64_t blocks = 0;
  std::int64_t useful_macs = 0, padded_macs = 0;
  double loaded = 0, stored = 0;  // bytes through the ports
  double shared = 0;              // of them through the shared buffer, once for all that share
  double missed = 0;              // bytes loaded from memory
  double written = 0;             // bytes stored to memory
  VectorWork vector;
};

inline void add_body(const std::vector<Instruction>& body, std::int64_t times,
                     KernelTotals& totals) {
  const auto scale = static_cast<double>(times);
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      add_body(repeat->body, times * repeat->count, totals);
    } else if (const auto* matmul = std::get_if<Matmul>(&instruction.operation)) {
      totals.useful_macs += matmul->useful_macs * times;
      totals.padded_macs += matmul->m * matmul->n * matmul->k * times;
    } else if (const auto* move = std::get_if<Transfer>(&instruction.operation)) {
      const double bytes = static_cast<double>(move->bytes().count()) * scale;
      const double once = bytes / move->cores;
      const double memory = once * (1 - move->shared_buffer_hit);
      const bool is_load = move->kind != Transfer::Kind::kStore;
      (is_load ? totals.loaded : totals.stored) += bytes;
      totals.shared += once;
      (is_load ? totals.missed : totals.written) += memory;
    } else if (const auto* lanes = std::get_if<VectorOperation>(&instruction.operation)) {
      totals.vector.add_mul += lanes->work.add_mul * scale;
      totals.vector.special += lanes->work.special * scale;
      totals.vector.convert += lanes->work.convert * scale;
      totals.vector.reduce += lanes->work.reduce * scale;
    }
  }
}

inline KernelTotals totals_of(const Kernel& kernel) {
  KernelTotals totals;
  const Grid& grid = std::get<Grid>(kernel.work);
  for (const BlockGroup& group : grid.groups) {
    totals.blocks += group.count * grid.rounds;
    add_body(group.body, group.count * grid.rounds, totals);
  }
  return totals;
}

inline std::int64_t local_bytes_of(const Kernel& kernel) {
  std::int64_t bytes = 0;
  for (const LocalBuffer& buffer : kernel.buffers) bytes += buffer.bytes.count() * buffer.slots;
  return bytes * std::get<Grid>(kernel.work).resident_per_core;
}

}  // namespace tessera
