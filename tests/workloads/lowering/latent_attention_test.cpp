// The products between latent and heads: in front of attention and behind it, or all in front.
#include "workloads/lowering/latent_attention.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

constexpr int kBetween = 9;

Operand operand(int tensor, std::int64_t rows, std::int64_t columns) {
  Operand operand;
  operand.tensor = tensor;
  operand.rows = rows;
  operand.bytes = bytes_of(rows * columns, operand.type);
  return operand;
}

// 16 heads of 32 + 16 per query and 32 per value, a latent of 64 + 16.
FusedOperator latent(std::int64_t seq, std::int64_t kv) {
  FusedOperator fused;
  fused.name = "attention";
  fused.kind = OperatorKind::kLatentAttention;
  AttentionShape shape;
  shape.batch = 4;
  shape.heads = shape.kv_heads = 16;
  shape.head_dim = 48;
  shape.value_dim = 32;
  shape.latent_dim = 64;
  shape.rope_dim = 16;
  shape.seq = seq;
  shape.kv = kv;
  shape.latent_products = true;
  fused.attention = shape;
  fused.reads = {operand(0, 4 * seq, 16 * 48), operand(1, 4 * seq, 80), operand(2, 4 * kv, 80),
                 operand(3, 64, 16 * 64)};
  fused.writes = {operand(4, 4 * seq, 16 * 32)};
  return fused;
}

std::int64_t macs(const std::vector<FusedOperator>& products) {
  std::int64_t sum = 0;
  for (const FusedOperator& product : products) sum += product.gemm->macs();
  return sum;
}

TEST(LatentProducts, MultiplyEveryNewTokenByTheWholeWeight) {
  const LatentProducts absorbed = latent_products(latent(1, 500), true, kBetween);
  EXPECT_EQ(macs(absorbed.before), 4 * 16 * 32 * 64);
  EXPECT_EQ(macs(absorbed.behind), 4 * 16 * 32 * 64);
  EXPECT_EQ(absorbed.before[0].reads[1].bytes + absorbed.behind[0].reads[1].bytes,
            Bytes(64 * 16 * 64 * 2));
}

TEST(LatentProducts, ExpandCachedTokensTooWhereKeysAreMadeForEveryHead) {
  const LatentProducts expanded = latent_products(latent(10, 500), false, kBetween);
  EXPECT_EQ(macs(expanded.before), 4LL * 510 * 64 * 16 * 64);
  EXPECT_EQ(expanded.before[0].reads[0].bytes, Bytes(4 * 510 * 80 * 2));
  EXPECT_TRUE(expanded.behind.empty());
}

TEST(LatentProducts, LeaveWhatTheyMakeInTheTensorBetween) {
  const LatentProducts absorbed = latent_products(latent(1, 500), true, kBetween);
  EXPECT_EQ(absorbed.before[0].writes[0].tensor, kBetween);
  EXPECT_EQ(absorbed.behind[0].reads[0].tensor, kBetween);
}

TEST(LatentProducts, AreNoOperandOfAttentionItself) {
  const FusedOperator rest = without_products(latent(1, 500));
  EXPECT_EQ(rest.reads.size(), 3u);
  EXPECT_FALSE(rest.attention->latent_products);
}

}  // namespace
}  // namespace tessera
