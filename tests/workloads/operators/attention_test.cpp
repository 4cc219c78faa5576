#include "tests/workloads/operators/one_node.h"

namespace tessera {
namespace {

// 2 sequences, 8 heads of 64 over 2 key heads.
class CachedAttention {
 public:
  CachedAttention(std::int64_t seq, std::int64_t kv)
      : test({{2, seq, 512}, {2, seq, 128}, {2, seq, 128}, {2, kv, 128}, {2, kv, 128}},
             {{2, seq, 512}, {2, seq, 128}, {2, seq, 128}}) {
    for (const int cache : {3, 4, 6, 7}) test.tensor(cache).set_role(proto::KV_CACHE);
    proto::AttentionOp& op = *test.node().mutable_attention();
    op.set_heads("8");
    op.set_kv_heads("2");
    op.set_head_dim("64");
    op.set_seq(std::to_string(seq));
    op.set_kv(std::to_string(kv));
    op.set_causal(true);
  }
  OneNode test;
};

TEST(Attention, SeesTheCacheAndTheNewTokensUpToItself) {
  EXPECT_EQ(CachedAttention(1, 100).test.work().macs(), 2 * 2 * 8 * 64 * 101);
  EXPECT_EQ(CachedAttention(4, 100).test.work().macs(), 2 * 2 * 8 * 64 * (4 * 100 + 1 + 2 + 3 + 4));
}

TEST(Attention, SeesNoMoreThanItsWindow) {
  CachedAttention decode(1, 100);
  decode.test.node().mutable_attention()->set_window("100");
  EXPECT_EQ(decode.test.work().macs(), 2 * 2 * 8 * 64 * 100);
  CachedAttention prefill(16, 0);
  prefill.test.node().mutable_attention()->set_window("4");
  EXPECT_EQ(prefill.test.work().macs(), 2 * 2 * 8 * 64 * (1 + 2 + 3 + 13 * 4));
}

TEST(Attention, RefusesACacheBeyondItsWindow) {
  CachedAttention attention(1, 100);
  attention.test.node().mutable_attention()->set_window("99");
  EXPECT_NE(attention.test.mistake().find("window is 99, must be"), std::string::npos);
}

TEST(Attention, SeesEveryNewTokenWhereNotCausal) {
  CachedAttention attention(4, 100);
  attention.test.node().mutable_attention()->set_causal(false);
  EXPECT_EQ(attention.test.work().macs(), 2 * 2 * 8 * 64 * 4 * 104);
}

TEST(Attention, ReadsTheCacheOnceForAllHeadsThatShareIt) {
  const OperatorWork work = CachedAttention(1, 100).test.work();
  EXPECT_EQ(work.read, Bytes(2 * (2 * 512 + 2 * 2 * 128 + 2 * 2 * 100 * 128)));
}

TEST(Attention, WritesItsOutputAndAppendsToTheCache) {
  EXPECT_EQ(CachedAttention(3, 100).test.work().written, Bytes(2 * 2 * 3 * (512 + 128 + 128)));
}

TEST(Attention, TakesOneExponentialPerScoreAndOneReciprocalPerRow) {
  const OperatorWork work = CachedAttention(1, 100).test.work();
  EXPECT_EQ(work.vector.special, 2 * 8 * 101 + 2 * 8);
  EXPECT_EQ(work.vector.reduce, 2 * 2 * 8 * 101);
}

TEST(Attention, StartsWithAnEmptyCache) {
  EXPECT_EQ(CachedAttention(16, 0).test.work().macs(), 2 * 2 * 8 * 64 * 16 * 17 / 2);
}

TEST(Attention, WidensACacheOfAnotherType) {
  CachedAttention attention(1, 100);
  const BoundNode node = attention.test.bound(parse_data_types("a=bf16,kv=fp8"));
  EXPECT_EQ(node.matrix_type, DataType::kBf16);
  EXPECT_EQ(node.work.vector.convert, 2 * 8 * 101 + 2 * 2 * 101 * 128);
}

TEST(Attention, SaysWhichShapesDoNotFitAllAtOnce) {
  CachedAttention attention(1, 100);
  attention.test.tensor(1).set_dim(2, "256");
  attention.test.tensor(3).set_dim(1, "99");
  EXPECT_EQ(attention.test.mistake(),
            "node 'node' (attention) in1 is [2, 1, 256], must be [2, 1, 128]\n"
            "node 'node' (attention) in3 is [2, 99, 128], must be [2, 100, 128]");
}

TEST(Attention, MayReadACacheThatWasAppendedToBefore) {
  OneNode test({{2, 1, 512}, {2, 1, 128}, {2, 1, 128}, {2, 9, 128}, {2, 9, 128}}, {{2, 1, 512}});
  proto::AttentionOp& op = *test.node().mutable_attention();
  op.set_heads("8");
  op.set_kv_heads("2");
  op.set_head_dim("64");
  op.set_seq("1");
  op.set_kv("9");
  EXPECT_EQ(test.work().written, Bytes(2 * 2 * 512));
}

// 2 sequences of `seq` queries, 8 heads of 64, against `others` tokens and `kv` cached ones.
OneNode cross_attention(std::int64_t seq, std::int64_t others, std::int64_t kv) {
  OneNode test({{2, seq, 512}, {2, others, 512}, {2, others, 512}, {2, kv, 512}, {2, kv, 512}},
               {{2, seq, 512}});
  for (const int keys : {1, 2, 3, 4}) test.tensor(keys).set_role(proto::KV_CACHE);
  proto::AttentionOp& op = *test.node().mutable_attention();
  op.set_heads("8");
  op.set_head_dim("64");
  op.set_seq(std::to_string(seq));
  op.set_kv(std::to_string(kv));
  return test;
}

TEST(CrossAttention, SeesAllKeysHoweverManyQueriesThereAre) {
  EXPECT_EQ(cross_attention(4096, 77, 0).work().macs(), 2 * 2 * 8 * 64 * 4096 * 77);
  EXPECT_EQ(cross_attention(4, 1500, 0).work().macs(), 2 * 2 * 8 * 64 * 4 * 1500);
}

TEST(CrossAttention, MayFindAllItsKeysInTheCache) {
  EXPECT_EQ(cross_attention(1, 0, 1500).work().macs(), 2 * 2 * 8 * 64 * 1500);
  EXPECT_EQ(cross_attention(1, 0, 1500).work().read, Bytes(2 * 2 * 512 * (1 + 2 * 1500)));
}

TEST(CrossAttention, IsRefusedWithoutAnyKey) {
  EXPECT_NE(cross_attention(4, 0, 0).mistake().find("has neither cached nor new keys"),
            std::string::npos);
}

TEST(CrossAttention, HasNoCausalMask) {
  OneNode test = cross_attention(4, 77, 0);
  test.node().mutable_attention()->set_causal(true);
  EXPECT_NE(test.mistake().find("in1 is [2, 77, 512], must be [2, 4, 512]"), std::string::npos);
}

// 2 sequences, 8 heads of 192 and 128, a latent of 512 + 64.
class CachedLatentAttention {
 public:
  explicit CachedLatentAttention(std::int64_t kv)
      : test({{2, 1, 8 * 192}, {2, 1, 576}, {2, kv, 576}}, {{2, 1, 8 * 128}, {2, 1, 576}}) {
    for (const int cache : {2, 4}) test.tensor(cache).set_role(proto::KV_CACHE);
    proto::LatentAttentionOp& op = *test.node().mutable_latent_attention();
    op.set_heads("8");
    op.set_head_dim("192");
    op.set_value_dim("128");
    op.set_latent_dim("512");
    op.set_rope_dim("64");
    op.set_seq("1");
    op.set_kv(std::to_string(kv));
    op.set_causal(true);
  }
  OneNode test;
};

TEST(LatentAttention, CountsTheProductsOfEveryHeadsOwnKeysAndValues) {
  EXPECT_EQ(CachedLatentAttention(100).test.work().macs(), 2 * 8 * 101 * (192 + 128));
}

TEST(LatentAttention, ReadsOneLatentPerTokenAndAppendsTheNewOnes) {
  const OperatorWork work = CachedLatentAttention(100).test.work();
  EXPECT_EQ(work.read, Bytes(2 * 2 * (8 * 192 + 101 * 576)));
  EXPECT_EQ(work.written, Bytes(2 * 2 * (8 * 128 + 576)));
}

TEST(LatentAttention, SaysWhichShapesDoNotFit) {
  CachedLatentAttention attention(100);
  attention.test.tensor(2).set_dim(2, "512");
  EXPECT_NE(attention.test.mistake().find("in2 is [2, 100, 512], must be [2, 100, 576]"),
            std::string::npos);
}

TEST(Attention, RefusesHeadsThatDoNotShareEvenly) {
  CachedAttention attention(1, 100);
  attention.test.node().mutable_attention()->set_kv_heads("3");
  EXPECT_NE(attention.test.mistake().find("heads is 8, must be a multiple of kv_heads (3)"),
            std::string::npos);
}

}  // namespace
}  // namespace tessera
