// Hardware small enough to follow by hand, for tests of models: 1 GHz, round numbers, no losses
// unless a test adds them.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// `cores` cores with an 8x8 weight-stationary array, a vector unit of 16 lanes, 64 KiB; memory of
// 16 GB/s with 100 ns, ports of 8 GB/s; `queues` control without costs.
inline ChipSpec small_chip(std::int64_t cores = 1) {
  ChipSpec chip;
  chip.name = "small";
  chip.kind = "npu";
  chip.core.count = cores;
  chip.core.clock = Hertz(1'000'000'000);
  MatrixUnitSpec matrix;
  matrix.kind = SystolicSpec{8, 8, Dataflow::kWeightStationary, true, false};
  matrix.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 1};
  chip.core.matrix_unit = matrix;
  chip.core.vector_unit = {16, 16, 4, 16, 16, Cycles(0)};
  chip.core.local_memory = {Bytes(64 * 1024), 8, 1024};
  chip.core.dma = {BytesPerSecond(8e9), 4};
  chip.memory.standard = "test";
  chip.memory.capacity = Bytes(1'000'000'000);
  chip.memory.usable = chip.memory.capacity;
  chip.memory.peak_bandwidth = BytesPerSecond(16e9);
  chip.memory.latency = Picoseconds(100'000);
  chip.network.kind = CrossbarSpec{BytesPerSecond(8e9), BytesPerSecond(1e12), Picoseconds(0)};
  chip.control.queues = QueuesControl{};
  return chip;
}

// The same hardware running thread blocks: two at a time on a core, no launch cost.
inline ChipSpec small_block_chip(std::int64_t cores = 1) {
  ChipSpec chip = small_chip(cores);
  chip.control = {};
  chip.control.blocks = BlocksControl{Picoseconds(0), Picoseconds(0), 2, Picoseconds(0)};
  return chip;
}

}  // namespace tessera
