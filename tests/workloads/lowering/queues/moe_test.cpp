// Mixtures of experts on queues.
#include "workloads/lowering/queues/moe.h"

#include <set>

#include "isa/closed_form.h"
#include "tests/workloads/lowering/queues/queue_fixture.h"
#include "workloads/lowering/routing.h"

namespace tessera::queues {
namespace {

constexpr int kFirstWeights = 2, kSecondWeights = 3, kScratch = 9;

FusedOperator mixture(const MoeShape& shape, const ChipSpec& chip,
                      Routing routing = Routing::kBalanced) {
  const std::int64_t first = shape.experts * shape.first_columns();
  FusedOperator fused;
  fused.name = "experts";
  fused.kind = OperatorKind::kMoe;
  fused.moe = shape;
  fused.reads = {
      operand(0, shape.tokens, shape.hidden, TensorRole::kActivation),
      operand(1, shape.tokens, shape.experts, TensorRole::kActivation),
      operand(kFirstWeights, first, shape.hidden, TensorRole::kWeight),
      operand(kSecondWeights, shape.experts * shape.hidden, shape.inter, TensorRole::kWeight)};
  fused.writes = {operand(4, shape.tokens, shape.hidden, TensorRole::kActivation)};
  fused.scratch = kScratch;
  fused.local_memory = chip.core.local_memory.capacity / 2;
  Conditions conditions;
  conditions.routing = routing;
  route(fused, conditions);
  return fused;
}

ChipSpec roomy_chip(std::int64_t cores) {
  ChipSpec chip = small_chip(cores);
  chip.core.local_memory.capacity = Bytes(1 << 20);
  return chip;
}

double nanoseconds(const std::vector<Kernel>& kernels, const ChipSpec& chip) {
  Program program;
  program.tensors.resize(kScratch + 1);
  program.sections.push_back({"", 1, kernels});
  for (Kernel& kernel : program.sections[0].kernels) kernel.op = -1;
  return to_nanoseconds(execute_closed_form(chip, program).elapsed);
}

TEST(ExpertGroups, ShareRowsAsEvenlyAsWholeRowsGo) {
  const MoeShape shape{.tokens = 10, .hidden = 8, .inter = 8, .experts = 8, .topk = 2};
  EXPECT_EQ(expert_groups(shape, 8), (std::vector<ExpertGroup>{{4, 3}, {4, 2}}));
  EXPECT_EQ(expert_groups(shape, 5), (std::vector<ExpertGroup>{{5, 4}}));
  EXPECT_EQ(expert_groups(shape, 7), (std::vector<ExpertGroup>{{6, 3}, {1, 2}}));
}

TEST(QueueMoe, IsValidAndDoesEveryMultiplicationOnceAndGivesBackEveryToken) {
  Random random;
  for (int i = 0; i < 150; ++i) {
    const ChipSpec chip = random.chip();
    MoeShape shape{.tokens = random.number(1, 60),
                   .hidden = random.number(1, 150),
                   .inter = random.number(1, 120),
                   .experts = random.number(1, 12),
                   .gated = random.number(0, 1) == 1};
    shape.topk = random.number(1, shape.experts);
    const Routing routing = random.number(0, 1) == 0 ? Routing::kBalanced : Routing::kRandom;
    FusedOperator fused = mixture(shape, chip, routing);
    fused.prefetch = random.number(0, 3) > 0;
    const std::vector<Kernel> kernels = lowered(fused, chip);
    EXPECT_EQ(sums_of(kernels).useful_macs, static_cast<double>(shape.macs()));
    for (const Kernel& kernel : kernels) expect_sound(kernel, fused, chip.core.count);
    expect_valid(kernels, fused, chip);
  }
}

TEST(QueueMoe, ReadsTheWeightsOfAnExpertOnce) {
  for (const std::int64_t cores : {1, 4}) {
    const ChipSpec chip = roomy_chip(cores);
    for (const std::int64_t tokens : {1, 5, 64}) {
      const FusedOperator fused =
          mixture({.tokens = tokens, .hidden = 128, .inter = 64, .experts = 16, .topk = 2}, chip);
      const std::vector<Kernel> kernels = lowered(fused, chip);
      for (const int weights : {kFirstWeights, kSecondWeights})
        EXPECT_EQ(loaded(kernels, weights),
                  static_cast<double>(fused.reads[static_cast<std::size_t>(weights)].bytes.count()))
            << tokens << " tokens on " << cores << " cores";
    }
  }
}

TEST(QueueMoe, ReadsOnlyTheExpertsThatSomeTokenChose) {
  const ChipSpec chip = roomy_chip(2);
  const MoeShape shape{.tokens = 1, .hidden = 128, .inter = 64, .experts = 16, .topk = 2};
  const double all = 16 * 128 * 64 * 2;
  EXPECT_EQ(loaded(lowered(mixture(shape, chip), chip), kSecondWeights), all * 2 / 16);
}

TEST(QueueMoe, GathersARowForEveryExpertOfAToken) {
  const ChipSpec chip = roomy_chip(1);
  const MoeShape shape{.tokens = 32, .hidden = 128, .inter = 64, .experts = 16, .topk = 4};
  EXPECT_GE(loaded(lowered(mixture(shape, chip), chip), 0), 32 * 4 * 128 * 2);
}

TEST(QueueMoe, MoreTokensForEachExpertAreNeverFaster) {
  for (const std::int64_t cores : {1, 4}) {
    const ChipSpec chip = roomy_chip(cores);
    double before = 0;
    for (std::int64_t tokens = 8; tokens <= 512; tokens *= 2) {
      const MoeShape shape{.tokens = tokens, .hidden = 128, .inter = 64, .experts = 8, .topk = 2};
      const double now = nanoseconds(lowered(mixture(shape, chip), chip), chip);
      EXPECT_GE(now, before) << tokens << " tokens on " << cores << " cores";
      before = now;
    }
  }
}

TEST(QueueMoe, StaysShortHoweverManyExpertsThereAre) {
  const ChipSpec chip = roomy_chip(4);
  const auto instructions = [&](std::int64_t experts) {
    std::size_t count = 0;
    const MoeShape shape{
        .tokens = experts, .hidden = 128, .inter = 64, .experts = experts, .topk = 1};
    for (const Kernel& kernel : lowered(mixture(shape, chip), chip))
      for (const Stream& stream : std::get<std::vector<Stream>>(kernel.work))
        count = std::max(count, stream.body.size());
    return count;
  };
  EXPECT_LE(instructions(256), 2 * instructions(32));
}

TEST(QueueMoe, TokensOfMoreBitsThanTheProductAreQuantisedOnce) {
  ChipSpec chip = roomy_chip(1);
  chip.core.matrix_unit->rates[static_cast<std::size_t>(DataType::kInt8)] = {2, 1};
  const MoeShape shape{.tokens = 16, .hidden = 128, .inter = 64, .experts = 8, .topk = 2};
  FusedOperator fused = mixture(shape, chip);
  const std::size_t wide = lowered(fused, chip).size();
  fused.matrix_type = DataType::kInt8;
  const std::vector<Kernel> kernels = lowered(fused, chip);
  EXPECT_EQ(kernels.size(), wide + 1);
  EXPECT_EQ(loaded(kernels, 0), 16 * 128 * 2);
}

TEST(QueueMoe, WeightsOfFewerBitsThanTheProductAreWidenedByTheLanes) {
  const ChipSpec chip = roomy_chip(1);
  const MoeShape shape{.tokens = 16, .hidden = 128, .inter = 64, .experts = 8, .topk = 2};
  FusedOperator fused = mixture(shape, chip);
  const double before = sums_of(lowered(fused, chip)).vector_operations;
  for (const std::size_t weights : {2, 3}) {
    fused.reads[weights].type = DataType::kInt4;
    fused.reads[weights].bytes = fused.reads[weights].bytes / 4;
  }
  const std::vector<Kernel> kernels = lowered(fused, chip);
  EXPECT_NEAR(sums_of(kernels).vector_operations - before, 8 * 128 * 64 * 3, 1);
  expect_valid(kernels, fused, chip);
}

}  // namespace
}  // namespace tessera::queues
