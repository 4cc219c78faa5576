#include "tests/workloads/operators/one_node.h"

namespace tessera {
namespace {

proto::ConvolutionOp& convolution(OneNode& test, std::int64_t stride, std::int64_t pad) {
  proto::ConvolutionOp& op = *test.node().mutable_convolution();
  for (int i = 0; i < 2; ++i) op.add_stride(stride);
  for (int i = 0; i < 4; ++i) op.add_pad(pad);
  return op;
}

TEST(Convolution, IsAProductOverItsIm2colView) {
  OneNode test({{8, 3, 224, 224}, {64, 3, 7, 7}}, {{8, 64, 112, 112}});
  convolution(test, 2, 3);
  const GemmShape gemm = test.work().gemm.value();
  EXPECT_EQ(gemm.batch, 1);
  EXPECT_EQ(gemm.m, 8 * 112 * 112);
  EXPECT_EQ(gemm.n, 64);
  EXPECT_EQ(gemm.k, 3 * 7 * 7);
}

TEST(Convolution, ReadsTheImageOnceNotItsIm2colView) {
  OneNode test({{1, 16, 8, 8}, {32, 16, 3, 3}}, {{1, 32, 8, 8}});
  convolution(test, 1, 1);
  EXPECT_EQ(test.work().read, Bytes(2 * (16 * 8 * 8 + 32 * 16 * 9)));
}

TEST(Convolution, HasOneProductPerGroupWithItsOwnWeights) {
  OneNode test({{1, 32, 8, 8}, {64, 8, 3, 3}}, {{1, 64, 8, 8}});
  convolution(test, 1, 1).set_group(4);
  const GemmShape gemm = test.work().gemm.value();
  EXPECT_EQ(gemm.batch, 4);
  EXPECT_EQ(gemm.n, 16);
  EXPECT_EQ(gemm.k, 8 * 9);
  EXPECT_FALSE(gemm.shared_b);
}

TEST(Convolution, IsDepthwiseWhereEveryChannelIsAGroup) {
  OneNode test({{1, 32, 8, 8}, {32, 1, 3, 3}}, {{1, 32, 8, 8}});
  convolution(test, 1, 1).set_group(32);
  EXPECT_EQ(test.work().macs(), 32 * 8 * 8 * 9);
  EXPECT_EQ(test.work().gemm->n, 1);
}

TEST(Convolution, SpreadsTheWindowWhereDilated) {
  OneNode test({{1, 4, 16, 16}, {4, 4, 3, 3}}, {{1, 4, 12, 12}});
  proto::ConvolutionOp& op = *test.node().mutable_convolution();
  op.add_dilation(2);
  op.add_dilation(2);
  EXPECT_EQ(test.work().macs(), 12 * 12 * 4 * 4 * 9);
}

TEST(Convolution, MultipliesOutEveryInputPositionWhereTransposed) {
  OneNode test({{1, 8, 5, 5}, {8, 16, 3, 3}}, {{1, 16, 11, 11}});
  convolution(test, 2, 0).set_transposed(true);
  EXPECT_EQ(test.work().macs(), 5 * 5 * 8 * 16 * 9);
  EXPECT_EQ(test.work().vector.add_mul, 5 * 5 * 16 * 9) << "adding where the windows land";
}

TEST(Convolution, RunsOverOneAxisToo) {
  OneNode test({{1, 80, 3000}, {384, 80, 3}}, {{1, 384, 3000}});
  proto::ConvolutionOp& op = *test.node().mutable_convolution();
  op.add_pad(1);
  op.add_pad(1);
  EXPECT_EQ(test.work().macs(), 3000LL * 384 * 80 * 3);
}

TEST(Convolution, SaysTheShapeItsOutputMustHave) {
  OneNode test({{1, 3, 224, 224}, {64, 3, 7, 7}}, {{1, 64, 111, 111}});
  convolution(test, 2, 3);
  EXPECT_EQ(test.mistake(),
            "node 'node' (convolution) out0 is [1, 64, 111, 111], must be [1, 64, 112, 112]");
}

TEST(Convolution, RefusesGroupsThatDoNotDivideTheChannels) {
  OneNode test({{1, 32, 8, 8}, {32, 1, 3, 3}}, {{1, 32, 8, 8}});
  convolution(test, 1, 1).set_group(5);
  EXPECT_EQ(test.mistake(), "node 'node' (convolution) group is 5, must divide the channels (32)");
}

TEST(Convolution, RefusesAStrideOfZero) {
  OneNode test({{1, 4, 8, 8}, {4, 4, 3, 3}}, {{1, 4, 6, 6}});
  convolution(test, 0, 0);
  EXPECT_NE(test.mistake().find("stride is 0, must be 1 to"), std::string::npos) << test.mistake();
}

}  // namespace
}  // namespace tessera
