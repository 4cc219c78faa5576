// Attention with a window, on queues: tiles of keys that no query sees are left out.
#include <gtest/gtest.h>

#include "workloads/lowering/queues/attention.h"

namespace tessera::queues {
namespace {

const std::vector<AttentionShape> kShapes{{1, 4, 4, 64, 1, 128, true, 128},
                                          {1, 4, 4, 64, 1000, 0, true, 128},
                                          {1, 4, 4, 64, 300, 100, true, 200},
                                          {1, 4, 4, 64, 64, 0, true, 5000}};

TEST(KeySteps, OfAllTilesTogetherHaveEveryVisiblePairOnce) {
  constexpr std::int64_t kQueries = 48, kKeys = 32;
  for (const AttentionShape& shape : kShapes) {
    std::int64_t pairs = 0;
    for (std::int64_t query = 0; query < shape.seq; query += kQueries) {
      const AttentionRange range{query, std::min(shape.seq, query + kQueries), 0,
                                 shape.kv + shape.seq};
      for (const KeyStep& step : key_steps(shape, range, kKeys)) pairs += step.pairs;
    }
    EXPECT_EQ(pairs, shape.pairs());
  }
}

TEST(KeySteps, BeforeTheWindowAreLeftOut) {
  const AttentionShape shape{1, 4, 4, 64, 1000, 0, true, 128};
  EXPECT_LE(key_steps(shape, {960, 1000, 0, 1000}, 32).size(), 7u) << "168 keys and a part";
}

TEST(Partition, SharesTheQueriesOfAWindowEvenly) {
  const AttentionShape shape{1, 1, 1, 64, 8192, 0, true, 128};
  const AttentionPartition partition = partition_of(shape, 4);
  ASSERT_EQ(partition.parts.size(), 4u);
  for (const AttentionPart& part : partition.parts)
    EXPECT_EQ(part.range.end_query - part.range.first_query, 2048);
}

}  // namespace
}  // namespace tessera::queues
