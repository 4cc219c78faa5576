// The products between latent and heads: in front of attention and behind it, or all in front.
#include <gtest/gtest.h>

#include "tests/workloads/lowering/grid/grid_fixture.h"
#include "workloads/lowering/grid/attention.h"

namespace tessera::grid {
namespace {

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

std::int64_t useful_macs(const std::vector<Kernel>& kernels) {
  std::int64_t sum = 0;
  for (const Kernel& kernel : kernels) sum += totals_of(kernel).useful_macs;
  return sum;
}

TEST(LatentProducts, MultiplyEveryNewTokenByTheWholeWeight) {
  const FusedOperator fused = latent(1, 500);
  const LatentProducts absorbed = latent_products(fused, true, block_chip(), generic_library());
  EXPECT_EQ(useful_macs(absorbed.before), 4 * 16 * 32 * 64);
  EXPECT_EQ(useful_macs(absorbed.behind), 4 * 16 * 32 * 64);
}

TEST(LatentProducts, ExpandCachedTokensTooWhereKeysAreMadeForEveryHead) {
  const LatentProducts expanded =
      latent_products(latent(10, 500), false, block_chip(), generic_library());
  EXPECT_EQ(useful_macs(expanded.before), 4LL * 510 * 64 * 16 * 64);
  EXPECT_TRUE(expanded.behind.empty());
}

TEST(LatentProducts, AreNoOperandOfAttentionItself) {
  const FusedOperator rest = without_products(latent(1, 500));
  EXPECT_EQ(rest.reads.size(), 3u);
  EXPECT_FALSE(rest.attention->latent_products);
}

}  // namespace
}  // namespace tessera::grid
