#include "isa/closed_form.h"

#include <gtest/gtest.h>

#include "isa/roofline.h"
#include "sim/core/diagnostics.h"
#include "tests/support/random_program.h"

namespace tessera {
namespace {

constexpr std::uint64_t kPrograms = 100;

struct Drawn {
  ChipSpec chip;
  Program program;
};

Drawn draw(std::uint64_t seed) {
  Dice dice(seed);
  if (seed % 2 == 0) {
    const ChipSpec chip = random_queue_chip(dice);
    return {chip, random_queue_program(dice, chip)};
  }
  const ChipSpec chip = random_block_chip(dice);
  return {chip, random_grid_program(dice, chip)};
}

Kernel on_core_0(std::vector<Token> tokens, std::vector<Instruction> body) {
  Kernel kernel;
  kernel.name = "kernel";
  kernel.buffers = {{"tile", Bytes(1024), 2}};
  kernel.tokens = std::move(tokens);
  kernel.work = std::vector<Stream>{{{0}, std::move(body)}};
  return kernel;
}

Program one_kernel(Kernel kernel) {
  Program program = program_shell();
  program.sections = {{"all", 1, {std::move(kernel)}}};
  return program;
}

TEST(ClosedForm, TheTimeAloneIsTheTimeWithItsCauses) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const auto [chip, program] = draw(seed);
    EXPECT_EQ(closed_form_time(chip, program), execute_closed_form(chip, program).elapsed) << seed;
  }
}

TEST(ClosedForm, CausesAndOperatorsAndEnginesAddUpToTheElapsedTime) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const auto [chip, program] = draw(seed);
    const Execution execution = execute_closed_form(chip, program);
    EXPECT_EQ(execution.stalls.total(), execution.elapsed);
    Picoseconds operators;
    for (const OperatorExecution& op : execution.operators) {
      EXPECT_EQ(op.stalls.total(), op.time);
      operators += op.time;
    }
    EXPECT_EQ(operators, execution.elapsed);
    for (const Occupancy& o : execution.occupancies) {
      EXPECT_EQ(o.busy + o.starved + o.blocked, execution.elapsed) << seed << " " << o.engine;
    }
  }
}

TEST(ClosedForm, IsNeverFasterThanTheRoofline) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const auto [chip, program] = draw(seed);
    const Execution execution = execute_closed_form(chip, program);
    EXPECT_GE(execution.elapsed, roofline(chip, program, execution).bound()) << seed;
  }
}

TEST(ClosedForm, IsNeverSlowerWithTwiceTheBandwidth) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    auto [chip, program] = draw(seed);
    const Picoseconds before = execute_closed_form(chip, program).elapsed;
    chip.memory.peak_bandwidth = chip.memory.peak_bandwidth * 2;
    EXPECT_LE(execute_closed_form(chip, program).elapsed, before) << seed;
  }
}

TEST(ClosedForm, ALoadTakesItsBytesAndThenItsLatency) {
  const ChipSpec chip = small_chip();  // 8 GB/s port, 100 ns
  const Execution execution =
      execute_closed_form(chip, one_kernel(on_core_0({}, {load(0, 0, Bytes(800))})));
  EXPECT_EQ(execution.elapsed, Picoseconds(200'000));
  EXPECT_EQ(execution.stalls[StallCause::kNetwork], Picoseconds(100'000));
  EXPECT_EQ(execution.stalls[StallCause::kMemoryLatency], Picoseconds(100'000));
}

TEST(ClosedForm, LoadsPipelineTheirLatencies) {
  const ChipSpec chip = small_chip();
  Repeat four;
  four.count = 4;
  four.body = {load(0, 0, Bytes(800))};
  EXPECT_EQ(execute_closed_form(chip, one_kernel(on_core_0({}, {{four, {}, {}}}))).elapsed,
            Picoseconds(500'000));
}

// A repeat is skipped once it only shifts; written out it is walked to its end.
TEST(ClosedForm, SkippingARepeatChangesNothing) {
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    Dice dice(seed);
    const ChipSpec chip = random_queue_chip(dice);
    TileLoop loop = random_tile_loop(dice);
    loop.tiles = 1;
    loop.rounds = dice.between(20, 60);
    Kernel folded = kernel_around(loop, "folded", -1);
    folded.work = std::vector<Stream>{{{0}, body_of(loop)}};
    Kernel written_out = folded;
    std::vector<Instruction> body = std::get<Repeat>(body_of(loop)[0].operation).body;
    const Repeat rounds = std::get<Repeat>(body.front().operation);
    body.erase(body.begin());
    for (std::int64_t i = 0; i < rounds.count; ++i) {
      body.insert(body.begin(), rounds.body.begin(), rounds.body.end());
    }
    written_out.work = std::vector<Stream>{{{0}, body}};
    const Execution a = execute_closed_form(chip, one_kernel(folded));
    const Execution b = execute_closed_form(chip, one_kernel(written_out));
    EXPECT_EQ(a.elapsed, b.elapsed) << seed;
    EXPECT_LE(a.instructions, b.instructions) << seed;
  }
}

TEST(ClosedForm, QueuesMeetInAnyOrderOfTheText) {
  Matmul matmul;
  matmul.m = matmul.n = matmul.k = 8;
  const Instruction first = with(load(0, 0, Bytes(80)), {}, {{0, 1}});
  const Instruction second = with({matmul, {}, {}}, {{0, 1}}, {});
  const std::vector<Token> tokens = {{"loaded", Token::Kind::kData, 0}};
  const ChipSpec chip = small_chip();
  EXPECT_EQ(execute_closed_form(chip, one_kernel(on_core_0(tokens, {first, second}))).elapsed,
            execute_closed_form(chip, one_kernel(on_core_0(tokens, {second, first}))).elapsed);
}

TEST(ClosedForm, NamesWhoWaitsInADeadlock) {
  Instruction stuck = with(load(0, 0, Bytes(80)), {{0, 1}}, {});
  stuck.line = 7;
  const Program program = one_kernel(on_core_0({{"never", Token::Kind::kData, 0}}, {stuck}));
  try {
    execute_closed_form(small_chip(), program);
    FAIL() << "went on";
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDeadlock);
    EXPECT_STREQ(
        error.what(),
        "the program cannot go on:\n  core_0.load in kernel kernel, line 7, waits for 1 of "
        "token never, 0 there");
  }
}

TEST(ClosedForm, EqualBlocksRunInWaves) {
  ChipSpec chip = small_block_chip(2);
  chip.control.blocks->max_resident_per_core = 1;
  Matmul matmul;
  matmul.m = matmul.n = matmul.k = 8;
  matmul.useful_macs = 512;
  Kernel kernel = on_core_0({}, {});
  const auto elapsed = [&](std::int64_t blocks) {
    kernel.work = Grid{{{blocks, {{matmul, {}, {}}}}}, 1};
    return execute_closed_form(chip, one_kernel(kernel)).elapsed;
  };
  EXPECT_EQ(elapsed(1), Picoseconds(8'000));
  EXPECT_EQ(elapsed(2), Picoseconds(8'000));
  EXPECT_EQ(elapsed(3), Picoseconds(16'000));
}

}  // namespace
}  // namespace tessera
