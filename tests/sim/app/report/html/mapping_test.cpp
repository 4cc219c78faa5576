#include "sim/app/report/html/mapping.h"

#include <gmock/gmock.h>

#include "tests/support/small_chip.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::Pair;

Instruction product(std::int64_t m) {
  Instruction instruction;
  instruction.operation = Matmul{.m = m, .n = 16, .k = 8, .useful_macs = m * 100};
  return instruction;
}

Instruction repeated(std::int64_t count, Instruction instruction) {
  Instruction repeat;
  repeat.operation = Repeat{.count = count, .body = {std::move(instruction)}};
  return repeat;
}

Instruction moved(Transfer::Kind kind, std::int64_t rows) {
  Instruction instruction;
  instruction.operation = Transfer{.kind = kind, .rows = rows, .row_bytes = Bytes(64)};
  return instruction;
}

TEST(WorkOfABody, CountsRepeatsWithinRepeats) {
  const BodyWork work = work_of({repeated(3, repeated(5, product(32))), product(64)});
  EXPECT_EQ(work.matmuls, 16);
  EXPECT_EQ(work.m, 64);  // the largest
  EXPECT_EQ(work.macs, (15 * 32 + 64) * 16 * 8);
  EXPECT_EQ(work.useful_macs, (15 * 32 + 64) * 100);
}

TEST(WorkOfABody, CopiesMoveNothingBetweenMemoryAndCore) {
  const BodyWork work =
      work_of({moved(Transfer::Kind::kLoad, 4), moved(Transfer::Kind::kMulticast, 2),
               moved(Transfer::Kind::kCopy, 8), moved(Transfer::Kind::kStore, 1)});
  EXPECT_EQ(work.loaded_bytes, 6 * 64);
  EXPECT_EQ(work.stored_bytes, 64);
}

TEST(Mapping, CoresWithTheSameStreamAreRangesOfOneShare) {
  Kernel kernel;
  kernel.work = std::vector<Stream>{{.cores = {0, 1, 2}, .body = {product(8)}},
                                    {.cores = {3}, .body = {product(4)}},
                                    {.cores = {4, 5}, .body = {product(8)}}};
  const KernelMapping mapping = mapping_of(kernel, small_chip());
  EXPECT_FALSE(mapping.grid);
  EXPECT_EQ(mapping.cores, 6);
  ASSERT_EQ(mapping.shares.size(), 2U);
  EXPECT_THAT(mapping.shares[0].cores, ElementsAre(Pair(0, 2), Pair(4, 5)));
  EXPECT_THAT(mapping.shares[1].cores, ElementsAre(Pair(3, 3)));
}

TEST(Mapping, BlocksOfAllRoundsAreCounted) {
  Kernel kernel;
  kernel.work = Grid{.groups = {{.count = 2, .body = {product(8)}}, {.count = 1, .body = {}}},
                     .resident_per_core = 4,
                     .rounds = 10};
  const KernelMapping mapping = mapping_of(kernel, small_chip());
  EXPECT_TRUE(mapping.grid);
  EXPECT_EQ(mapping.blocks, 30);
  EXPECT_EQ(mapping.resident_per_core, 4);
  ASSERT_EQ(mapping.shares.size(), 2U);
  EXPECT_EQ(mapping.shares[0].blocks, 20);
  EXPECT_EQ(mapping.shares[1].blocks, 10);
}

}  // namespace
}  // namespace tessera
