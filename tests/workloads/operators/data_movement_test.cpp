// Moves, views, embeddings, and operators that nothing can time.
#include "tests/workloads/operators/one_node.h"

namespace tessera {
namespace {

OneNode move(const std::string& function, const std::vector<Dims>& in,
             const std::vector<Dims>& out) {
  OneNode test(in, out);
  test.node().mutable_move()->set_function(function);
  return test;
}

TEST(Move, IsFreeWhereNothingChangesPlace) {
  for (const std::string function : {"reshape", "flatten", "squeeze", "unsqueeze", "identity"}) {
    const OperatorWork work = move(function, {{4, 16}}, {{64}}).work();
    EXPECT_TRUE(work.free) << function;
    EXPECT_EQ(work.read + work.written, Bytes(0)) << function;
  }
}

TEST(Move, IsFreeWherePartsAreUsedInPlace) {
  EXPECT_TRUE(move("view", {{4, 48}}, {{4, 32}, {4, 8}, {4, 8}}).work().free);
}

TEST(Move, CopiesEveryByteWhereTheOrderChanges) {
  const OperatorWork work = move("transpose", {{4, 16}}, {{16, 4}}).work();
  EXPECT_FALSE(work.free);
  EXPECT_EQ(work.read, Bytes(128));
  EXPECT_EQ(work.written, Bytes(128));
}

TEST(Move, ReadsOnlyTheSliceItTakes) {
  const OperatorWork work = move("slice", {{512, 64}}, {{1, 64}}).work();
  EXPECT_EQ(work.read, Bytes(128));
  EXPECT_EQ(work.written, Bytes(128));
}

TEST(Move, IsFreeWhereTheSliceIsTheWhole) {
  EXPECT_TRUE(move("slice", {{1, 64}}, {{1, 64}}).work().free);
}

TEST(Move, ReadsLessThanItWritesWhereItRepeats) {
  const OperatorWork work = move("expand", {{1, 64}}, {{8, 64}}).work();
  EXPECT_EQ(work.read, Bytes(128));
  EXPECT_EQ(work.written, Bytes(1024));
}

TEST(Move, RefusesAReshapeThatLosesElements) {
  EXPECT_EQ(move("reshape", {{4, 16}}, {{63}}).mistake(),
            "node 'node' (move) puts out 63 elements, must be 64, what its inputs hold");
}

TEST(Embedding, ReadsOnlyTheRowsUsed) {
  OneNode test({{128256, 4096}, {2, 16}}, {{2, 16, 4096}});
  test.tensor(1).set_dtype("int32");
  test.node().mutable_embedding();
  EXPECT_EQ(test.work().read, Bytes(4 * 32 + 2 * 32 * 4096));
  EXPECT_EQ(test.work().written, Bytes(2 * 32 * 4096));
}

TEST(Embedding, ReadsTheTableOnceWhereItIsSmallerThanTheOutput) {
  OneNode test({{2, 768}, {4, 512}}, {{4, 512, 768}});
  test.tensor(1).set_dtype("int32");
  test.node().mutable_embedding();
  EXPECT_EQ(test.work().read, Bytes(4 * 4 * 512 + 2 * 2 * 768));
}

TEST(Unsupported, KeepsItsNameAndItsBytes) {
  OneNode test({{100}, {50}}, {{10}});
  test.node().mutable_unsupported()->set_op_type("NonMaxSuppression");
  const BoundNode node = test.bound();
  EXPECT_EQ(node.kind, OperatorKind::kUnsupported);
  EXPECT_EQ(node.function, "NonMaxSuppression");
  EXPECT_EQ(node.work.read, Bytes(300));
  EXPECT_EQ(node.work.written, Bytes(20));
  EXPECT_FALSE(node.work.free);
}

}  // namespace
}  // namespace tessera
