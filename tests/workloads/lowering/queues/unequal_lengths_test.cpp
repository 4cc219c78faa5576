#include "workloads/lowering/queues/unequal_lengths.h"

#include <gtest/gtest.h>

namespace tessera::queues {
namespace {

Operand of_tokens(std::int64_t tokens, std::int64_t width) {
  Operand operand;
  operand.bytes = Bytes(tokens * width * 2);
  operand.rows = tokens;
  return operand;
}

FusedOperator packed_attention() {
  FusedOperator fused;
  fused.name = "attention";
  AttentionShape shape{1, 8, 2, 64, 1 + 2 * 4, 300 + 2 * 100, true};
  shape.sequences = {{1, 1, 300}, {2, 4, 100}};
  fused.attention = shape;
  fused.vector.special = 8.0 * static_cast<double>(shape.pairs()) + 8 * 9;
  fused.reads = {of_tokens(9, 512), of_tokens(9, 128), of_tokens(9, 128), of_tokens(500, 128),
                 of_tokens(500, 128)};
  fused.writes = {of_tokens(9, 512)};
  fused.first_of_program = true;
  return fused;
}

TEST(UnequalLengths, AreOperatorsOfEqualOnes) {
  const std::vector<FusedOperator> parts = by_length(packed_attention());
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].attention->batch, 2);
  EXPECT_EQ(parts[1].attention->seq, 4);
  EXPECT_EQ(parts[1].attention->kv, 100);
  EXPECT_TRUE(parts[1].attention->sequences.empty());
  EXPECT_EQ(parts[0].reads[0].rows, 1);
  EXPECT_EQ(parts[1].reads[3].rows, 200);
  EXPECT_TRUE(parts[0].first_of_program);
  EXPECT_FALSE(parts[1].first_of_program);
}

TEST(UnequalLengths, TogetherHaveTheBytesAndTheWorkOfTheWhole) {
  const FusedOperator whole = packed_attention();
  Bytes read;
  double special = 0;
  for (const FusedOperator& part : by_length(whole)) {
    for (const Operand& operand : part.reads) read += operand.bytes;
    special += part.vector.special;
  }
  Bytes all;
  for (const Operand& operand : whole.reads) all += operand.bytes;
  EXPECT_EQ(read, all);
  EXPECT_NEAR(special, whole.vector.special, 1e-6);
}

TEST(UnequalLengths, ABatchThatIsNotPackedStaysAsItIs) {
  FusedOperator fused = packed_attention();
  fused.attention->sequences.clear();
  EXPECT_EQ(by_length(fused).size(), 1u);
}

}  // namespace
}  // namespace tessera::queues
