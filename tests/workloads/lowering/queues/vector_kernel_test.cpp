// Weights of work on lanes: kept in local memory, or divided like the rest.
#include <gtest/gtest.h>

#include "tests/workloads/lowering/queues/queue_fixture.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera {
namespace {

// Inputs and outputs of 1 MiB each, with `weights` of as many channels.
FusedOperator channels_with_weights(std::int64_t weights, const ChipSpec& chip) {
  FusedOperator fused;
  fused.name = "grouped";
  fused.kind = OperatorKind::kElementwise;
  fused.reads = {operand(0, 1024, 512, TensorRole::kActivation),
                 operand(1, 1024, weights, TensorRole::kWeight)};
  fused.writes = {operand(2, 1024, 512, TensorRole::kActivation)};
  fused.vector.add_mul = 1024.0 * 512;
  fused.local_memory = chip.core.local_memory.capacity / 2;
  return fused;
}

ChipSpec four_cores() {
  ChipSpec chip = small_chip(4);
  chip.core.local_memory.capacity = Bytes(128 * 1024);
  return chip;
}

TEST(QueueWeights, AreKeptByEveryCoreWhereTheyFitBesideATile) {
  const ChipSpec chip = four_cores();
  const FusedOperator fused = channels_with_weights(4, chip);
  const std::vector<Kernel> kernels{queues::vector_kernel(fused, chip)};
  EXPECT_EQ(loaded(kernels, 1), 4 * static_cast<double>(fused.reads[1].bytes.count()));
  expect_sound(kernels[0], fused, chip.core.count);
  expect_valid(kernels, fused, chip);
}

TEST(QueueWeights, ComeWithTheTilesThatNeedThemWhereTheyDoNotFit) {
  const ChipSpec chip = four_cores();
  const FusedOperator fused = channels_with_weights(64, chip);  // 128 KiB, of 64
  const std::vector<Kernel> kernels{queues::vector_kernel(fused, chip)};
  EXPECT_EQ(loaded(kernels, 1), static_cast<double>(fused.reads[1].bytes.count()));
  expect_sound(kernels[0], fused, chip.core.count);
  expect_valid(kernels, fused, chip);
}

}  // namespace
}  // namespace tessera
