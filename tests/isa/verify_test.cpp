#include "isa/verify.h"

#include <gtest/gtest.h>

#include "isa/assembly.h"
#include "isa/verify/chip_memory.h"
#include "tests/support/random_program.h"

namespace tessera {
namespace {

// One kernel on the small chip (2 cores, 64 KiB, 8x8 array, bf16): `head` before the streams.
std::string kernel_text(const std::string& head, const std::string& work) {
  return "tensor a 64 KiB\nsection s {\n  kernel k {\n    buffer x 1 KiB slots 2\n    buffer y 1 "
         "KiB\n" +
         head + work + "  }\n}\n";
}

std::string on_core_0(const std::string& body) { return "    cores 0 {\n" + body + "    }\n"; }

// "code file:line: message" per mistake.
std::vector<std::string> mistakes_of(const std::string& text, const ChipSpec& chip) {
  std::vector<std::string> lines;
  for (const ProgramMistake& found : verify(parse_assembly(text, "k.tasm"), chip, "k.tasm")) {
    lines.push_back(std::to_string(static_cast<int>(found.code)) + ' ' +
                    to_string(found.mistake.location) + ": " + found.mistake.message);
  }
  return lines;
}

std::vector<std::string> mistakes_in(const std::string& body, const std::string& head = {}) {
  return mistakes_of(kernel_text(head, on_core_0(body)), small_chip(2));
}

using Lines = std::vector<std::string>;

TEST(Verify, FindsNothingInProgramsThatRun) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Dice dice(seed);
    ChipSpec chip = random_queue_chip(dice);
    chip.core.local_memory.capacity = Bytes(1 << 20);
    for (const ProgramMistake& found : verify(random_queue_program(dice, chip), chip)) {
      ADD_FAILURE() << found.mistake.message;
    }
    chip = random_block_chip(dice);
    chip.core.local_memory.capacity = Bytes(1 << 20);
    for (const ProgramMistake& found : verify(random_grid_program(dice, chip), chip)) {
      ADD_FAILURE() << found.mistake.message;
    }
  }
}

TEST(Verify, TilesFitTheirTensorsAndBuffers) {
  EXPECT_EQ(
      mistakes_in("load a -> x 128 KiB\n"),
      (Lines{"3 k.tasm:7:1: the tile has 131072 bytes, tensor a has 65536 bytes",
             "3 k.tasm:7:1: the tile has 131072 bytes, a slot of buffer x holds 1024 bytes"}));
  EXPECT_EQ(mistakes_in("load a -> x 1 KiB signal t\nmatmul x * x -> y m 64 n 8 k 64 bf16 wait t\n",
                        "token t data\n"),
            (Lines{"3 k.tasm:9:1: A has 8192 bytes, a slot of buffer x holds 1024 bytes"}));
}

TEST(Verify, WorkRunsOnTheUnitsOfTheChip) {
  EXPECT_EQ(mistakes_in("matmul _ * _ -> y m 8 n 8 k 8 fp4\nall_reduce 1 KiB over 2 chips\n"),
            (Lines{"3 k.tasm:7:1: fp4 does not run on the matrix unit of small",
                   "3 k.tasm:8:1: small has no link to other chips"}));
}

TEST(Verify, CoresAreThereAndUsedOnce) {
  EXPECT_EQ(mistakes_of(kernel_text("", "cores 0..2 {\n}\ncores 1 {\n}\n"), small_chip(2)),
            (Lines{"3 k.tasm:3:3: kernel k runs on core 2, small has cores 0 to 1",
                   "3 k.tasm:3:3: kernel k runs on core 1 twice"}));
}

// Loads `a`, then sends, then loads `b`.
std::string two_chips(const std::string& of_b) {
  const auto kernel = [](const std::string& name, const std::string& body) {
    return "kernel " + name + " {\nbuffer x 1 KiB\ncores 0 {\n" + body + "\n}\n}\n";
  };
  return "tensor a 768 KiB weight\ntensor b 768 KiB weight" + of_b + "\nsection s {\n" +
         kernel("first", "load a -> x 1 KiB") + kernel("hand_over", "send 1 KiB over 2 chips") +
         kernel("second", "load b -> x 1 KiB") + "}\n";
}

// Kernels that write and read `a` and `b`: "wara" writes `a`, then reads it.
std::string one_after_the_other(const std::string& order) {
  std::string text = "tensor a 768 KiB\ntensor b 768 KiB\nsection s {\n";
  for (std::size_t i = 0; i < order.size(); i += 2) {
    const std::string way = order[i] == 'w' ? "store x -> " + order.substr(i + 1, 1) + " 1 KiB"
                                            : "load " + order.substr(i + 1, 1) + " -> x 1 KiB";
    text += "kernel k" + std::to_string(i) + " {\nbuffer x 1 KiB\ncores 0 {\n" + way + "\n}\n}\n";
  }
  return text + "}\n";
}

TEST(Verify, ActivationsThatAreNotThereAtTheSameTimeShareMemory) {
  const auto needed = [](const std::string& order) {
    return bytes_by_stage(parse_assembly(one_after_the_other(order), "k.tasm"));
  };
  const std::vector<Bytes> one{Bytes(768 << 10)}, both{Bytes(2 * 768 << 10)};
  EXPECT_EQ(needed("warawbrb"), one);
  EXPECT_EQ(needed("wawbrarb"), both);
  EXPECT_EQ(needed("rarawbrb"), both);  // a comes from before
  EXPECT_EQ(needed("warawbwb"), both);  // b is a result
}

TEST(Verify, TensorsFitTheMemoryOfTheChipThatNamesThem) {
  ChipSpec chip = small_chip(2);
  chip.chip_link.emplace();
  chip.chip_link->max_chips = 8;
  chip.memory.capacity = Bytes(1 << 20);  // for one of them, not for both
  EXPECT_EQ(mistakes_of(two_chips(""), chip), Lines{});
  chip.memory.capacity = Bytes(512 << 10);
  EXPECT_EQ(mistakes_of(two_chips(""), chip),
            Lines{"5 k.tasm: the tensors of chip 0 take 786432 bytes, memory of small has 524288 "
                  "bytes"});
  chip.memory.capacity = Bytes(768 << 10);
  EXPECT_EQ(mistakes_of("tensor c 1 KiB\n" + two_chips(""), chip), Lines{});
  EXPECT_EQ(mistakes_of(two_chips(" over 4 chips"), chip), Lines{});
}

TEST(Verify, BuffersFitLocalMemory) {
  EXPECT_EQ(
      mistakes_in("load a -> x 1 KiB\n", "buffer z 32 KiB slots 2\n"),
      (Lines{"5 k.tasm:3:3: the buffers of kernel k take 68608 bytes, local memory of a core has "
             "65536 bytes"}));
}

TEST(Verify, ResidentBlocksShareLocalMemory) {
  const std::string grid =
      "buffer z 32 KiB\ngrid resident 2 {\nblocks 4 {\nload a -> x 1 KiB\n}\n}\n";
  EXPECT_EQ(
      mistakes_of(kernel_text("", grid), small_block_chip()),
      (Lines{"5 k.tasm:3:3: the buffers of kernel k take 71680 bytes for 2 resident blocks, local "
             "memory of a core has 65536 bytes"}));
  EXPECT_EQ(mistakes_of(kernel_text("", grid), small_chip()).back(),
            "3 k.tasm:3:3: kernel k is a grid, small has no control of thread blocks");
}

TEST(Verify, AReadThatDoesNotWaitForItsLoadIsFound) {
  const std::string matmul = "matmul x * x -> y m 8 n 8 k 8 bf16";
  EXPECT_EQ(
      mistakes_in("load a -> x 128 bytes signal t\n" + matmul + " wait t\n", "token t data\n"),
      Lines{});
  EXPECT_EQ(mistakes_in("load a -> x 128 bytes\n" + matmul + "\n"),
            (Lines{"3 k.tasm:8:1: reads buffer x of kernel k before anything has certainly written "
                   "it: a wait is missing"}));
}

TEST(Verify, DataIsTakenAsOftenAsGiven) {
  EXPECT_EQ(
      mistakes_in("load a -> x 128 bytes signal t 2\nbarrier matrix wait t\n", "token t data\n"),
      (Lines{"3 k.tasm:3:3: token t of kernel k is left with 1 that nobody takes: data is given as "
             "often as taken"}));
}

TEST(Verify, ADeadlockNamesWhoWaitsForWhat) {
  const std::string body =
      "repeat 1000000 {\n"
      "  load a -> x 128 bytes wait s signal t\n"
      "  matmul x * x -> y m 8 n 8 k 8 bf16 wait t 2 signal s\n"
      "}\n";
  EXPECT_EQ(
      mistakes_in(body, "token t data\ntoken s space initial 1\n"),
      (Lines{"6 k.tasm:10:3: deadlock: the load queue of kernel k waits for 1 of token s, 0 "
             "there and no queue that signals it can go on",
             "6 k.tasm:11:3: deadlock: the matrix queue of kernel k waits for 2 of token t, 1 "
             "there and no queue that signals it can go on"}));
}

TEST(Verify, QueuesMayBeWrittenOneAfterTheOther) {
  EXPECT_EQ(mistakes_in("repeat 8 {\nload a -> x 128 bytes wait s signal t\n}\n"
                        "repeat 8 {\nmatmul x * x -> y m 8 n 8 k 8 bf16 wait t signal s\n}\n",
                        "token t data\ntoken s space initial 2\n"),
            Lines{});
}

TEST(Verify, ALongLoopIsNotPlayedToItsEnd) {
  EXPECT_EQ(mistakes_in("repeat 1000000000000 {\nload a -> x 128 bytes wait s signal t\n"
                        "matmul x * x -> y m 8 n 8 k 8 bf16 wait t signal s\n}\n",
                        "token t data\ntoken s space initial 2\n"),
            Lines{});
}

TEST(RequireValid, EndsWithTheCodeOfTheFirstKindOfMistake) {
  const auto code_of = [](const std::string& body, const std::string& head) {
    try {
      require_valid(parse_assembly(kernel_text(head, on_core_0(body)), ""), small_chip());
    } catch (const InputError& error) {
      return error.code();
    }
    return ExitCode::kFine;
  };
  EXPECT_EQ(code_of("load a -> x 128 bytes\n", ""), ExitCode::kFine);
  EXPECT_EQ(code_of("load a -> x 128 KiB\n", "buffer z 1 MiB\n"), ExitCode::kBadInput);
  EXPECT_EQ(code_of("load a -> x 128 bytes\n", "buffer z 1 MiB\n"), ExitCode::kDoesNotFit);
  EXPECT_EQ(code_of("load a -> x 128 bytes wait t\n", "token t data\n"), ExitCode::kDeadlock);
}

}  // namespace
}  // namespace tessera
