#include "tests/workloads/operators/one_node.h"

namespace tessera {
namespace {

TEST(MatMul, FoldsLeadingDimensionsIntoRowsWhereAllShareOneB) {
  OneNode test({{4, 16, 64}, {64, 32}}, {{4, 16, 32}});
  test.node().mutable_matmul();
  const GemmShape gemm = test.work().gemm.value();
  EXPECT_EQ(gemm.batch, 1);
  EXPECT_EQ(gemm.m, 64);
  EXPECT_EQ(gemm.n, 32);
  EXPECT_EQ(gemm.k, 64);
  EXPECT_TRUE(gemm.shared_b);
}

TEST(MatMul, IsABatchOfProductsWhereEachHasItsOwnB) {
  OneNode test({{2, 12, 128, 64}, {2, 12, 64, 128}}, {{2, 12, 128, 128}});
  test.node().mutable_matmul();
  const GemmShape gemm = test.work().gemm.value();
  EXPECT_EQ(gemm.batch, 24);
  EXPECT_EQ(gemm.m, 128);
  EXPECT_FALSE(gemm.shared_b);
  EXPECT_EQ(gemm.macs(), 24 * 128 * 64 * 128);
}

TEST(MatMul, ReadsTransposedOperandsTheOtherWayRound) {
  OneNode test({{64, 16}, {32, 64}}, {{16, 32}});
  test.node().mutable_matmul()->set_transpose_a(true);
  test.node().mutable_matmul()->set_transpose_b(true);
  EXPECT_EQ(test.work().macs(), 16 * 32 * 64);
}

TEST(MatMul, TouchesEveryOperandOnce) {
  OneNode test({{16, 64}, {64, 32}, {32}}, {{16, 32}});
  test.node().mutable_matmul();
  const OperatorWork work = test.work();
  EXPECT_EQ(work.read, Bytes(2 * (16 * 64 + 64 * 32 + 32)));
  EXPECT_EQ(work.written, Bytes(2 * 16 * 32));
  EXPECT_EQ(work.vector.add_mul, 16 * 32) << "the bias";
}

TEST(MatMul, ConvertsTheNarrowerOperandToTheWiderType) {
  OneNode test({{16, 64}, {64, 32}}, {{16, 32}});
  test.node().mutable_matmul();
  test.tensor(1).set_role(proto::WEIGHT);
  const BoundNode node = test.bound(parse_data_types("w=int4,a=bf16"));
  EXPECT_EQ(node.matrix_type, DataType::kBf16);
  EXPECT_EQ(node.work.vector.convert, 64 * 32);
  EXPECT_EQ(test.bound(parse_data_types("fp8")).work.vector.convert, 0);
}

TEST(MatMul, NamesBothOperandsWhereTheInnerDimensionsDiffer) {
  OneNode test({{16, 64}, {48, 32}}, {{16, 32}});
  test.node().mutable_matmul();
  EXPECT_EQ(
      test.mistake(),
      "node 'node' (matmul) the inner dimension of in0 [16, 64] is 64, must equal that of in1 "
      "[48, 32], 48");
}

TEST(MatMul, SaysTheShapeItsOutputMustHave) {
  OneNode test({{16, 64}, {64, 32}}, {{16, 33}});
  test.node().mutable_matmul();
  EXPECT_EQ(test.mistake(), "node 'node' (matmul) out0 is [16, 33], must be [16, 32]");
}

}  // namespace
}  // namespace tessera
