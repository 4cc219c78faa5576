// Programs and chips drawn at random, the same for the same seed on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "tests/support/small_chip.h"

namespace tessera {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  // lowest..highest, both possible.
  std::int64_t between(std::int64_t lowest, std::int64_t highest) {
    return lowest +
           static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
  }
  bool coin() { return between(0, 1) == 1; }
  template <class Choice>
  Choice one_of(std::initializer_list<Choice> choices) {
    return choices.begin()[between(0, static_cast<std::int64_t>(choices.size()) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

inline Matmul random_matmul(Dice& dice) {
  Matmul matmul;
  matmul.m = dice.between(1, 96);
  matmul.n = dice.between(1, 96);
  matmul.k = dice.between(1, 96);
  matmul.useful_macs = matmul.m * matmul.n * matmul.k;
  return matmul;
}

inline ChipSpec random_queue_chip(Dice& dice) {
  ChipSpec chip = small_chip(dice.one_of({1, 2, 4, 16}));
  chip.core.matrix_unit->kind =
      SystolicSpec{dice.one_of({8, 16, 32}), dice.one_of({8, 16, 32}),
                   dice.one_of({Dataflow::kWeightStationary, Dataflow::kOutputStationary,
                                Dataflow::kInputStationary}),
                   dice.coin(), false};
  chip.memory.peak_bandwidth = BytesPerSecond(1e9 * static_cast<double>(dice.between(4, 400)));
  chip.memory.latency = Picoseconds(dice.between(50, 500) * 1000);
  chip.core.dma.bandwidth = BytesPerSecond(1e9 * static_cast<double>(dice.between(16, 128)));
  chip.control.queues->dispatch = Picoseconds(dice.between(0, 20) * 1000);
  chip.control.queues->descriptor = Picoseconds(dice.between(0, 50) * 1000);
  chip.control.queues->barrier = Picoseconds(dice.between(0, 500) * 1000);
  return chip;
}

inline ChipSpec random_block_chip(Dice& dice) {
  ChipSpec chip = random_queue_chip(dice);
  chip.control = {};
  chip.control.blocks = BlocksControl{Picoseconds(dice.between(0, 2000) * 1000),
                                      Picoseconds(dice.between(1, 5) * 1000), 2,
                                      Picoseconds(dice.between(0, 500) * 1000)};
  return chip;
}

inline Instruction with(Instruction instruction, TokenUses waits, TokenUses signals) {
  instruction.waits = std::move(waits);
  instruction.signals = std::move(signals);
  return instruction;
}

inline Instruction load(int tensor, int buffer, Bytes bytes) {
  Transfer transfer;
  transfer.tensor = tensor;
  transfer.buffer = buffer;
  transfer.row_bytes = bytes;
  return {transfer, {}, {}};
}

inline Instruction store(int tensor, int buffer, Bytes bytes) {
  Instruction instruction = load(tensor, buffer, bytes);
  std::get<Transfer>(instruction.operation).kind = Transfer::Kind::kStore;
  return instruction;
}

// Tensors 0 A, 1 B, 2 C; buffers and tokens of a tile loop that holds `slots` tiles of A and B.
// Per output tile: `rounds` loads of both and matmuls, vector work, one store.
struct TileLoop {
  Matmul matmul;
  int slots = 2;
  std::int64_t tiles = 1;
  std::int64_t rounds = 1;
  double vector_operations = 0;
};

inline TileLoop random_tile_loop(Dice& dice) {
  TileLoop loop;
  loop.matmul = random_matmul(dice);
  loop.matmul.a = 0;
  loop.matmul.b = 1;
  loop.matmul.c = 2;
  loop.slots = static_cast<int>(dice.between(1, 3));
  loop.tiles = dice.between(1, 12);
  loop.rounds = dice.between(1, 40);
  loop.vector_operations = static_cast<double>(dice.between(0, 1) * loop.matmul.m * loop.matmul.n);
  return loop;
}

enum LoopToken { kLoaded, kLoadSpace, kDone, kResult, kResultSpace };

inline std::vector<Instruction> body_of(const TileLoop& loop) {
  const Matmul& m = loop.matmul;
  Repeat rounds;
  rounds.count = loop.rounds;
  rounds.body = {
      with(load(0, 0, bytes_of(m.m * m.k, m.type)), {{kLoadSpace, 2}}, {{kLoaded, 1}}),
      with(load(1, 1, bytes_of(m.k * m.n, m.type)), {}, {{kLoaded, 1}}),
      with({m, {}, {}}, {{kLoaded, 2}}, {{kLoadSpace, 2}, {kDone, 1}}),
  };
  VectorOperation vector;
  vector.work.add_mul = loop.vector_operations;
  vector.reads = {2};
  vector.write = 3;
  Repeat tiles;
  tiles.count = loop.tiles;
  tiles.body = {
      {rounds, {}, {}},
      with({vector, {}, {}}, {{kDone, static_cast<int>(loop.rounds)}, {kResultSpace, 1}},
           {{kResult, 1}}),
      with(store(2, 3, bytes_of(m.m * m.n, m.type)), {{kResult, 1}}, {{kResultSpace, 1}}),
  };
  return {{tiles, {}, {}}};
}

inline Kernel kernel_around(const TileLoop& loop, std::string name, int op) {
  const Matmul& m = loop.matmul;
  Kernel kernel;
  kernel.name = std::move(name);
  kernel.op = op;
  kernel.buffers = {{"a", bytes_of(m.m * m.k, m.type), loop.slots},
                    {"b", bytes_of(m.k * m.n, m.type), loop.slots},
                    {"sums", bytes_of(m.m * m.n, DataType::kFp32), 1},
                    {"c", bytes_of(m.m * m.n, m.type), 2}};
  kernel.tokens = {{"loaded", Token::Kind::kData, 0},
                   {"load_space", Token::Kind::kSpace, 2 * loop.slots},
                   {"done", Token::Kind::kData, 0},
                   {"result", Token::Kind::kData, 0},
                   {"result_space", Token::Kind::kSpace, 2}};
  return kernel;
}

inline Program program_shell() {
  Program program;
  program.name = "random";
  program.tensors = {{"a", Bytes(1 << 24), TensorRole::kActivation, Placement::kInterleaved},
                     {"b", Bytes(1 << 24), TensorRole::kWeight, Placement::kInterleaved},
                     {"c", Bytes(1 << 24), TensorRole::kActivation, Placement::kInterleaved}};
  return program;
}

inline void record_operator(Program& program, const TileLoop& loop, std::int64_t copies,
                            std::int64_t repeat) {
  OperatorRecord record;
  record.name = "op_" + std::to_string(program.operators.size());
  record.kind = "matmul";
  record.repeat = repeat;
  record.matrix_flops = 2.0 * static_cast<double>(loop.matmul.useful_macs) *
                        static_cast<double>(loop.tiles * loop.rounds * copies);
  program.operators.push_back(record);
}

// Up to three kernels, some behind barriers; the cores form one or two streams.
inline Program random_queue_program(Dice& dice, const ChipSpec& chip) {
  Program program = program_shell();
  Section section;
  section.name = "layer";
  section.repeat = dice.between(1, 5);
  const std::int64_t kernels = dice.between(1, 3);
  for (std::int64_t i = 0; i < kernels; ++i) {
    TileLoop loop = random_tile_loop(dice);
    Kernel kernel = kernel_around(loop, "kernel_" + std::to_string(i),
                                  static_cast<int>(program.operators.size()));
    record_operator(program, loop, chip.core.count, section.repeat);
    Stream stream;
    for (int core = 0; core < static_cast<int>(chip.core.count); ++core) {
      stream.cores.push_back(core);
    }
    if (dice.coin()) stream.body.push_back({Barrier{Engine::kLoad}, {}, {}});
    for (Instruction& instruction : body_of(loop)) stream.body.push_back(std::move(instruction));
    kernel.work = std::vector<Stream>{std::move(stream)};
    section.kernels.push_back(std::move(kernel));
  }
  program.sections.push_back(std::move(section));
  return program;
}

inline Program random_grid_program(Dice& dice, const ChipSpec& chip) {
  Program program = program_shell();
  Section section;
  section.name = "layer";
  section.repeat = dice.between(1, 3);
  const std::int64_t kernels = dice.between(1, 2);
  for (std::int64_t i = 0; i < kernels; ++i) {
    TileLoop loop = random_tile_loop(dice);
    loop.tiles = 1;
    Kernel kernel = kernel_around(loop, "grid_" + std::to_string(i),
                                  static_cast<int>(program.operators.size()));
    Grid grid;
    grid.resident_per_core = static_cast<int>(dice.between(1, 2));
    std::int64_t blocks = 0;
    grid.rounds = dice.between(1, 3);
    for (std::int64_t g = dice.between(1, 3); g > 0; --g) {
      loop.rounds = dice.between(1, 40);
      const std::int64_t count = dice.between(1, 5 * chip.core.count);
      grid.groups.push_back({count, body_of(loop)});
      blocks += count * loop.rounds * grid.rounds;
    }
    loop.rounds = 1;
    record_operator(program, loop, blocks, section.repeat);
    kernel.work = std::move(grid);
    section.kernels.push_back(std::move(kernel));
  }
  program.sections.push_back(std::move(section));
  return program;
}

}  // namespace tessera
