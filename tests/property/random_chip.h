// Chips drawn from a seed, for properties that must hold for every chip: any control style, any
// count, any rate.
#pragma once

#include <cstdint>
#include <random>

#include "isa/chip_spec.h"

namespace tessera {

class RandomChip {
 public:
  explicit RandomChip(std::uint32_t seed) : random_(seed) {}

  ChipSpec draw() {
    ChipSpec chip;
    chip.name = "random";
    chip.kind = "npu";
    chip.core.count = one_of({1, 2, 3, 4, 7, 16});
    chip.core.clock = Hertz(one_of({700, 1000, 1830}) * 1'000'000);
    chip.core.matrix_unit = matrix_unit();
    const auto lanes = one_of({32, 128, 1024});
    const auto rate = static_cast<double>(lanes);
    chip.core.vector_unit = {lanes, rate, rate / 4, rate, rate, Cycles(one_of({0, 4, 20}))};
    chip.core.local_memory = {Bytes(one_of({192, 1024, 8192}) * 1024), 16,
                              static_cast<double>(one_of({512, 2048}))};
    chip.core.dma = {BytesPerSecond(static_cast<double>(one_of({40, 100, 400})) * 1e9),
                     static_cast<int>(one_of({2, 8}))};
    memory(chip);
    chip.network.kind = CrossbarSpec{BytesPerSecond(static_cast<double>(one_of({50, 200})) * 1e9),
                                     BytesPerSecond(static_cast<double>(one_of({400, 4000})) * 1e9),
                                     Picoseconds(20'000)};
    control(chip);
    return chip;
  }

  std::int64_t one_of(std::initializer_list<std::int64_t> choices) {
    return *(choices.begin() + static_cast<std::ptrdiff_t>(random_() % choices.size()));
  }

 private:
  MatrixUnitSpec matrix_unit() {
    MatrixUnitSpec unit;
    unit.count = one_of({1, 2, 4});
    if (one_of({0, 1}) == 0) {
      unit.kind =
          DotProductSpec{one_of({8, 16}), one_of({8, 16}), one_of({8, 16}), 1, one_of({0, 16}), 0};
    } else {
      const Dataflow flow =
          one_of({0, 1}) == 0 ? Dataflow::kWeightStationary : Dataflow::kOutputStationary;
      unit.kind = SystolicSpec{one_of({16, 32, 64}), one_of({16, 32, 64}), flow,
                               one_of({0, 1}) == 0, false};
    }
    unit.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 0.9};
    return unit;
  }

  void memory(ChipSpec& chip) {
    chip.memory.capacity = Bytes(100'000'000'000);
    chip.memory.usable = chip.memory.capacity;
    chip.memory.channels = one_of({4, 32});
    chip.memory.peak_bandwidth = BytesPerSecond(static_cast<double>(one_of({50, 600, 3000})) * 1e9);
    chip.memory.latency = Picoseconds(one_of({50, 400}) * 1000);
    chip.memory.refresh_share = 0.05;
    chip.memory.row_bytes = Bytes(1024);
    chip.memory.row_miss = Picoseconds(one_of({0, 2000}));
    chip.memory.sustained_efficiency = 0.9;
    if (one_of({0, 1}) == 0) return;
    chip.shared_buffer =
        SharedBufferSpec{Bytes(one_of({4, 64}) << 20), 8,
                         BytesPerSecond(static_cast<double>(one_of({500, 6000})) * 1e9),
                         Picoseconds(100'000), Picoseconds(200'000)};
  }

  void control(ChipSpec& chip) {
    switch (one_of({0, 1, 2, 3})) {
      case 0:
        chip.control.queues = QueuesControl{Picoseconds(20'000), Picoseconds(300'000),
                                            Picoseconds(50'000), Picoseconds(1'000'000)};
        break;
      case 1:
        chip.core.count = 1;
        chip.control.stream =
            StreamControl{Picoseconds(20'000), Picoseconds(200'000), Picoseconds(1'000'000)};
        break;
      case 2:
        chip.core.count = 1;
        chip.control.static_schedule = StaticControl{Picoseconds(0), Picoseconds(1'000'000)};
        break;
      default:
        chip.control.blocks = BlocksControl{Picoseconds(1'500'000), Picoseconds(5'000),
                                            one_of({1, 2, 4}), Picoseconds(300'000)};
    }
  }

  std::mt19937 random_;
};

}  // namespace tessera
