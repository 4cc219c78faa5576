#include "isa/timing/matrix_unit.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr LocalMemorySpec kWide{Bytes(1 << 20), 1, 1e12};

MatrixUnitSpec systolic(std::int64_t rows, std::int64_t columns, Dataflow dataflow) {
  MatrixUnitSpec unit;
  unit.kind = SystolicSpec{rows, columns, dataflow};
  unit.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 1};
  return unit;
}

MatrixUnitSpec tensor_core(std::int64_t count) {
  MatrixUnitSpec unit;
  unit.count = count;
  unit.kind = DotProductSpec{8, 4, 16, 1, 20, 0};
  unit.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 1};
  return unit;
}

Matmul product(std::int64_t m, std::int64_t n, std::int64_t k) {
  Matmul matmul;
  matmul.m = m;
  matmul.n = n;
  matmul.k = k;
  matmul.useful_macs = m * n * k;
  return matmul;
}

double sum(const MatmulTime& time) {
  return time.useful + time.quantisation + time.fill_drain + time.operand_feed;
}

TEST(MatmulTime, AWeightFoldCostsAsManyClocksAsRowsStream) {
  const MatmulTime time =
      matmul_time(systolic(128, 128, Dataflow::kWeightStationary), kWide, product(512, 128, 128));
  EXPECT_EQ(time.occupancy, 512);
  EXPECT_EQ(time.useful, 512);
  EXPECT_EQ(time.latency, 128 + 128 + 128 - 2);
}

TEST(MatmulTime, PartialFoldsCostAsMuchAsFullOnes) {
  const MatrixUnitSpec unit = systolic(128, 128, Dataflow::kWeightStationary);
  const MatmulTime partial = matmul_time(unit, kWide, product(512, 129, 1));
  EXPECT_EQ(partial.occupancy, matmul_time(unit, kWide, product(512, 256, 128)).occupancy);
  EXPECT_EQ(partial.useful, 512.0 * 129 / (128 * 128));
  EXPECT_EQ(partial.quantisation, 1024 - partial.useful);
}

TEST(MatmulTime, AShortStreamWaitsForTheNextWeights) {
  const MatmulTime time =
      matmul_time(systolic(128, 128, Dataflow::kWeightStationary), kWide, product(8, 256, 128));
  EXPECT_EQ(time.occupancy, 2 * 128);
  EXPECT_EQ(time.fill_drain, 2 * (128 - 8));
  EXPECT_EQ(time.latency, 8 + 128 + 128 - 2);
}

TEST(MatmulTime, SeveralRowsLoadedPerClockShortenThatWait) {
  MatrixUnitSpec unit = systolic(320, 320, Dataflow::kWeightStationary);
  std::get<SystolicSpec>(unit.kind).rows_loaded_per_clock = 8;
  // Four folds of one row each: a fold's slot is the 40 clocks of its load.
  EXPECT_EQ(matmul_time(unit, kWide, product(1, 640, 640)).occupancy, 4 * 40);
}

TEST(MatmulTime, WithoutDoubleBufferingEveryFoldAlsoLoads) {
  MatrixUnitSpec unit = systolic(128, 128, Dataflow::kWeightStationary);
  std::get<SystolicSpec>(unit.kind).double_buffered_weights = false;
  const MatmulTime time = matmul_time(unit, kWide, product(512, 256, 128));
  EXPECT_EQ(time.occupancy, 2 * (512 + 128));
  EXPECT_EQ(time.fill_drain, 2 * 128);
}

TEST(MatmulTime, OutputStationaryStreamsTheInnerDimension) {
  const MatmulTime time =
      matmul_time(systolic(32, 16, Dataflow::kOutputStationary), kWide, product(33, 16, 100));
  EXPECT_EQ(time.occupancy, 2 * 100);
}

TEST(MatmulTime, InputStationaryStreamsTheColumnsOfTheWeights) {
  const MatmulTime time =
      matmul_time(systolic(32, 16, Dataflow::kInputStationary), kWide, product(16, 100, 64));
  EXPECT_EQ(time.occupancy, 2 * 100);
}

TEST(MatmulTime, UnitsShareTheFoldsAndSplitTheLastRound) {
  MatrixUnitSpec unit = systolic(128, 128, Dataflow::kWeightStationary);
  unit.count = 4;
  EXPECT_EQ(matmul_time(unit, kWide, product(512, 512, 128)).occupancy, 512);
  EXPECT_EQ(matmul_time(unit, kWide, product(512, 128, 128)).occupancy, 128);  // 4 x 128 rows
  EXPECT_EQ(matmul_time(unit, kWide, product(512, 640, 128)).occupancy, 512 + 128);
}

TEST(MatmulTime, ATypeRunsAtItsOwnRateAndEfficiency) {
  MatrixUnitSpec unit = systolic(128, 128, Dataflow::kWeightStationary);
  unit.rates[static_cast<std::size_t>(DataType::kInt8)] = {2, 0.8};
  Matmul matmul = product(512, 128, 128);
  matmul.type = DataType::kInt8;
  EXPECT_DOUBLE_EQ(matmul_time(unit, kWide, matmul).occupancy, 512 / 1.6);
}

TEST(MatmulTime, ANarrowLocalMemoryHoldsTheArrayUp) {
  const LocalMemorySpec narrow{Bytes(1 << 20), 1, 128};
  const MatmulTime time =
      matmul_time(systolic(128, 128, Dataflow::kWeightStationary), narrow, product(512, 256, 128));
  // Weights once, rows of A once per column of folds, 2 bytes each.
  const double bytes = (128 * 256 + 2 * 512 * 128) * 2;
  EXPECT_EQ(time.occupancy, bytes / 128);
  EXPECT_EQ(time.operand_feed, bytes / 128 - 1024);
}

TEST(MatmulTime, DotProductUnitsShareTheInstructions) {
  const MatmulTime time = matmul_time(tensor_core(4), kWide, product(128, 128, 32));
  EXPECT_EQ(time.occupancy, 16.0 * 32 * 2 / 4);
  EXPECT_EQ(time.useful, time.occupancy);
  EXPECT_EQ(time.latency, 20);
}

TEST(MatmulTime, ASmallDotProductPaysForTheWholeInstruction) {
  const MatmulTime time = matmul_time(tensor_core(1), kWide, product(1, 4, 16));
  EXPECT_EQ(time.occupancy, 1);
  EXPECT_EQ(time.useful, 1.0 / 8);
}

TEST(MatmulTime, OperandPortsReadEachUnitsRowsAndColumns) {
  MatrixUnitSpec unit = tensor_core(4);
  std::get<DotProductSpec>(unit.kind).operand_bytes_per_clock = 16;
  // 2 x 2 units over the tile: 64 rows of A and 64 columns of B each.
  const MatmulTime time = matmul_time(unit, kWide, product(128, 128, 32));
  EXPECT_EQ(time.occupancy, (64 + 64) * 32 * 2 / 16.0);
  EXPECT_EQ(time.operand_feed, time.occupancy - 256);
}

TEST(MatmulTime, PartsAddUpToTheOccupancy) {
  for (const std::int64_t m : {1, 7, 128, 1000}) {
    for (const std::int64_t k : {3, 64, 129}) {
      for (const double bytes_per_clock : {16.0, 1e9}) {
        const LocalMemorySpec memory{Bytes(1 << 20), 1, bytes_per_clock};
        const MatrixUnitSpec array = systolic(24, 40, Dataflow::kWeightStationary);
        EXPECT_EQ(sum(matmul_time(array, memory, product(m, 50, k))),
                  matmul_time(array, memory, product(m, 50, k)).occupancy);
        EXPECT_EQ(sum(matmul_time(tensor_core(4), memory, product(m, 50, k))),
                  matmul_time(tensor_core(4), memory, product(m, 50, k)).occupancy);
      }
    }
  }
}

// 16 slices of k at 20 clocks of latency; enough sums to work on hide it.
TEST(MatmulTime, OfASmallTileAloneEachSliceOfKWaitsForTheOneBefore) {
  EXPECT_EQ(matmul_time(tensor_core(4), kWide, product(8, 16, 256)).occupancy, 16);
  EXPECT_EQ(matmul_time(tensor_core(4), kWide, product(8, 16, 256)).dependent, 16 * 20);
  EXPECT_EQ(matmul_time(tensor_core(4), kWide, product(128, 64, 256)).dependent, 16 * 64);
}

TEST(MatmulTime, AnInstructionOfANarrowTypeTakesMoreElementsOfKSoFewerWaitForEachOther) {
  MatrixUnitSpec unit = tensor_core(4);
  unit.rates[static_cast<std::size_t>(DataType::kFp8)] = {2, 1};
  Matmul matmul = product(8, 4, 128);
  EXPECT_EQ(matmul_time(unit, kWide, matmul).dependent, 8 * 20);
  matmul.type = DataType::kFp8;
  EXPECT_EQ(matmul_time(unit, kWide, matmul).dependent, 4 * 20);
}

}  // namespace
}  // namespace tessera
