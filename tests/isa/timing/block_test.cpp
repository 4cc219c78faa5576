#include "isa/timing/block.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

ChipSpec chip_of_blocks() {
  ChipSpec chip;
  chip.core.count = 4;
  chip.core.clock = Hertz(1'000'000'000);
  MatrixUnitSpec matrix;
  matrix.kind = DotProductSpec{.m = 8, .n = 8, .k = 8};
  matrix.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 1};
  chip.core.matrix_unit = matrix;
  chip.core.vector_unit = {32, 32, 8, 32, 32, Cycles(0)};
  chip.core.local_memory = {Bytes(1 << 20), 32, 128};
  chip.core.dma = {BytesPerSecond(32e9), 4};
  chip.memory.peak_bandwidth = BytesPerSecond(100e9);
  chip.memory.latency = Picoseconds(500'000);
  chip.network.kind =
      CrossbarSpec{BytesPerSecond(32e9), BytesPerSecond(128e9), Picoseconds(50'000)};
  chip.control.blocks = BlocksControl{.launch = {},
                                      .dispatch = {},
                                      .max_resident_per_core = 8,
                                      .block_overhead = Picoseconds(100'000)};
  return chip;
}

// `steps` steps of one load of 3 200 bytes (100 ns at the port) and a product of 64 ns, then a
// store of 6 400 bytes (200 ns).
Kernel product_kernel(std::int64_t steps, int slots) {
  Kernel kernel;
  kernel.buffers = {{"operands", Bytes(3200), slots}, {"output", Bytes(6400), 1}};
  const Transfer load{Transfer::Kind::kLoad, 0, 0, 1, Bytes(3200), 0, 1};
  const Matmul matmul{32, 32, 32, 32 * 32 * 32, DataType::kBf16, 0, 0, -1};
  const Transfer store{Transfer::Kind::kStore, 0, 1, 1, Bytes(6400), 0, 1};
  Grid grid;
  grid.groups = {
      {1, {{Repeat{steps, {{load, {}, {}}, {matmul, {}, {}}}}, {}, {}}, {store, {}, {}}}}};
  kernel.work = grid;
  return kernel;
}

BlockDemand demand_of(const Kernel& kernel) {
  const ChipSpec chip = chip_of_blocks();
  Program program;
  program.tensors = {{"tensor", Bytes(1 << 20)}};
  return block_demand(chip, program, kernel, std::get<Grid>(kernel.work).groups[0]);
}

TEST(BlockDemand, PrologueIsStartUpAndTheLatencyOfTheFirstLoads) {
  EXPECT_EQ(demand_of(product_kernel(10, 4)).prologue, Picoseconds(600'000));
}

TEST(BlockDemand, LoadsBeyondTheSlotsWaitForOneLatencyPerSlotsInFlight) {
  EXPECT_DOUBLE_EQ(demand_of(product_kernel(10, 2)).chain, 8 * 500'000.0 / 2);
  EXPECT_DOUBLE_EQ(demand_of(product_kernel(10, 10)).chain, 0);
}

TEST(BlockDemand, TheFirstLoadsAndTheStoresAreHiddenByNothingOfTheBlock) {
  EXPECT_DOUBLE_EQ(demand_of(product_kernel(10, 4)).exposed_bytes, 3200 + 6400);
}

TEST(CoreBounds, ABlockAloneFillsMultipliesAndStoresOneAfterTheOther) {
  const BlockDemand block = demand_of(product_kernel(10, 100));
  const CoreBounds bounds = core_bounds(block, 1, BytesPerSecond(32e9));
  EXPECT_NEAR(bounds.exposed, 300'000, 1e-6);
  EXPECT_NEAR(bounds.alone, 300'000 + 9 * 100'000, 1e-6);  // nine loads are longer than products
  EXPECT_NEAR(bounds.largest(), bounds.alone, 1e-6);
}

TEST(CoreBounds, ManyBlocksHideEachOthersEndsUntilAnEngineIsFull) {
  const BlockDemand block = demand_of(product_kernel(10, 100));
  const CoreBounds bounds = core_bounds(block, 4, BytesPerSecond(32e9));
  EXPECT_NEAR(bounds.largest(), 4 * (10 * 3200 + 6400) / 32e9 * 1e12, 1);
}

// Rounds of a load, a product of 64 ns and vector work of 100 ns on its result that the next
// product needs.
Kernel alternating_kernel(std::int64_t count) {
  Kernel kernel;
  kernel.buffers = {{"operands", Bytes(3200), 100}};
  kernel.tokens = {{"filled", Token::Kind::kData, 0},
                   {"ready", Token::Kind::kData, 1},
                   {"summed", Token::Kind::kData, 0}};
  const Transfer load{Transfer::Kind::kLoad, 0, 0, 1, Bytes(3200), 0, 1};
  const Matmul matmul{32, 32, 32, 32 * 32 * 32, DataType::kBf16, 0, 0, -1};
  VectorOperation vector;
  vector.work.add_mul = 3200;
  Grid grid;
  grid.groups = {{1,
                  {{Repeat{count,
                           {{load, {}, {{0, 1}}},
                            {matmul, {{0, 1}, {1, 1}}, {{2, 1}}},
                            {vector, {{2, 1}}, {{1, 1}}}}},
                    {},
                    {}}}}};
  kernel.work = grid;
  return kernel;
}

TEST(BlockDemand, ProductsThatNeedTheVectorWorkBeforeThemAlternateWithIt) {
  for (const std::int64_t count : {1, 3, 4, 5, 100}) {
    EXPECT_NEAR(demand_of(alternating_kernel(count)).alternating,
                static_cast<double>(count) * (64'000 + 100'000), 1e-3);
  }
}

TEST(BlockDemand, ALookUpBeforeTheFirstLoadIsAnotherLatency) {
  Kernel kernel = product_kernel(10, 4);
  kernel.tokens = {{"known", Token::Kind::kData, 0}, {"filled", Token::Kind::kData, 0}};
  auto& body = std::get<Grid>(kernel.work).groups[0].body;
  auto& loop = std::get<Repeat>(body[0].operation).body;
  loop[0].signals = {{1, 1}};
  loop[1].waits = {{1, 1}};
  EXPECT_EQ(demand_of(kernel).prologue, Picoseconds(600'000));
  const Transfer look_up{Transfer::Kind::kLoad, 0, 0, 1, Bytes(64), 0, 1};
  loop[0].waits = {{0, 1}};
  body.insert(body.begin(), {look_up, {}, {{0, 10}}});
  EXPECT_EQ(demand_of(kernel).prologue, Picoseconds(1'100'000));
}

TEST(CausesOf, SumToTheTimeTheyExplain) {
  const BlockDemand block = demand_of(product_kernel(10, 2));
  for (const int residents : {1, 2, 8}) {
    double sum = 0;
    for (const double part :
         causes_of(block, core_bounds(block, residents, BytesPerSecond(32e9)), 1000)) {
      sum += part;
    }
    EXPECT_NEAR(sum, 1000, 1e-9);
  }
}

}  // namespace
}  // namespace tessera
