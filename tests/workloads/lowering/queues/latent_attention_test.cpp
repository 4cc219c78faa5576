// Latent attention on queues: absorbed where queries are few, expanded where they are many.
#include "workloads/lowering/queues/latent_attention.h"

#include "tests/workloads/lowering/queues/queue_fixture.h"

namespace tessera::queues {
namespace {

constexpr int kCache = 2, kWeight = 3, kScratch = 9;

AttentionShape shape_of(std::int64_t batch, std::int64_t heads, std::int64_t seq, std::int64_t kv) {
  AttentionShape shape;
  shape.batch = batch;
  shape.heads = shape.kv_heads = heads;
  shape.head_dim = 24;
  shape.value_dim = 16;
  shape.latent_dim = 32;
  shape.rope_dim = 8;
  shape.seq = seq;
  shape.kv = kv;
  return shape;
}

FusedOperator latent(const AttentionShape& shape, const ChipSpec& chip, bool products) {
  const std::int64_t rows = shape.batch * shape.seq;
  const std::int64_t width = shape.latent_dim + shape.rope_dim;
  FusedOperator fused;
  fused.name = "attention";
  fused.kind = OperatorKind::kLatentAttention;
  fused.attention = shape;
  fused.reads = {operand(0, rows, shape.heads * shape.head_dim, TensorRole::kActivation),
                 operand(1, rows, width, TensorRole::kActivation)};
  fused.writes = {operand(4, rows, shape.heads * shape.values(), TensorRole::kActivation)};
  if (shape.kv > 0) {
    fused.reads.push_back(operand(kCache, shape.batch * shape.kv, width, TensorRole::kKvCache));
    fused.reads.back().bytes += bytes_of(rows * width, DataType::kBf16);
    fused.writes.push_back(operand(5, rows, width, TensorRole::kKvCache));
  }
  fused.attention->latent_products = products;
  if (products)
    fused.reads.push_back(
        operand(kWeight, shape.latent_dim, shape.latent_columns(), TensorRole::kWeight));
  const double scores = static_cast<double>(shape.batch * shape.heads * shape.pairs());
  const double outputs = static_cast<double>(rows * shape.heads * shape.values());
  fused.vector = {scores + outputs, scores + static_cast<double>(rows * shape.heads), scores,
                  2 * scores};
  fused.scratch = kScratch;
  fused.local_memory = chip.core.local_memory.capacity / 2;
  return fused;
}

double expanded_macs(const AttentionShape& s) {
  const double pairs = static_cast<double>(s.batch * s.heads * s.pairs() * s.depth());
  const double tokens = static_cast<double>(s.batch * (s.kv + s.seq));
  return pairs + tokens * static_cast<double>(s.latent_dim * s.latent_columns());
}

double absorbed_macs(const AttentionShape& s) {
  const double pairs = static_cast<double>(s.batch * s.heads * s.pairs()) *
                       static_cast<double>(2 * s.latent_dim + s.rope_dim);
  const double rows = static_cast<double>(s.batch * s.seq);
  return pairs + rows * static_cast<double>(s.latent_dim * s.latent_columns());
}

TEST(QueueLatentAttention, OfADecodeReadsTheLatentOnceForAllHeads) {
  for (const std::int64_t cores : {1, 4}) {
    ChipSpec chip = small_chip(cores);
    chip.core.local_memory.capacity = Bytes(1 << 20);
    const FusedOperator fused = latent(shape_of(2, 16, 1, 500), chip, true);
    EXPECT_EQ(loaded(lowered(fused, chip), kCache), 2 * 500 * 40 * 2) << cores << " cores";
  }
}

TEST(QueueLatentAttention, WhoseHeadsDoNotFitTogetherReadsTheLatentForEveryGroup) {
  ChipSpec chip = small_chip(1);
  chip.core.local_memory.capacity = Bytes(64 * 1024);
  const FusedOperator fused = latent(shape_of(1, 64, 1, 500), chip, false);
  const std::vector<Kernel> kernels = lowered(fused, chip);
  EXPECT_GE(loaded(kernels, kCache), 2 * 500 * 40 * 2);
  expect_valid(kernels, fused, chip);
}

TEST(QueueLatentAttention, IsValidAndDoesEveryMultiplicationOnceAndGivesBackEveryToken) {
  Random random;
  for (int i = 0; i < 150; ++i) {
    ChipSpec chip = random.chip();
    chip.core.local_memory.capacity = Bytes(random.number(64, 256) * 1024);
    const std::int64_t seq =
        random.number(0, 1) == 0 ? random.number(1, 4) : random.number(17, 100);
    const std::int64_t kv = random.number(0, 2) == 0 ? 0 : random.number(1, 300);
    const AttentionShape shape = shape_of(random.number(1, 3), 1LL << random.number(0, 4), seq, kv);
    const FusedOperator fused = latent(shape, chip, true);
    const std::vector<Kernel> kernels = lowered(fused, chip);
    // A first token without a cache is a prompt.
    const bool absorbs = seq <= 16 && kv > 0;
    const double macs = absorbs ? absorbed_macs(shape) : expanded_macs(shape);
    EXPECT_EQ(sums_of(kernels).useful_macs, macs) << "seq " << seq << " kv " << kv;
    for (const Kernel& kernel : kernels) expect_sound(kernel, fused, chip.core.count);
    expect_valid(kernels, fused, chip);
  }
}

TEST(QueueLatentAttention, WalksPagesOfLatentVectorsWhereTheLibraryDoes) {
  ChipSpec chip = small_chip(1);
  chip.core.local_memory.capacity = Bytes(1 << 20);
  KernelLibrary library = generic_library();
  library.attention.page_tokens = 64;
  const AttentionShape shape = shape_of(2, 16, 1, 500);
  const FusedOperator fused = latent(shape, chip, true);
  QueuePlans plans;
  const std::vector<Kernel> kernels = lower_to_queues(fused, chip, plans, library);
  EXPECT_EQ(sums_of(kernels).useful_macs, absorbed_macs(shape));
  for (const Kernel& kernel : kernels) expect_sound(kernel, fused, 1);
  expect_valid(kernels, fused, chip);
}

}  // namespace
}  // namespace tessera::queues
