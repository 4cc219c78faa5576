// Norms, softmax, elementwise functions, rope, pooling and reductions.
#include "tests/workloads/operators/one_node.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

TEST(Norm, TakesTwoSpecialsPerRowAndOneSumForRms) {
  OneNode test({{8, 1024}, {1024}}, {{8, 1024}});
  test.node().mutable_norm()->set_kind(proto::NormOp::RMS);
  const OperatorWork work = test.work();
  EXPECT_EQ(work.vector.special, 2 * 8);
  EXPECT_EQ(work.vector.reduce, 8 * 1024);
  EXPECT_EQ(work.vector.add_mul, 3 * 8 * 1024);
}

TEST(Norm, HasARowPerHeadWhereTheWeightIsAsLongAsAHead) {
  OneNode test({{8, 1024}, {128}}, {{8, 1024}});
  test.node().mutable_norm()->set_kind(proto::NormOp::RMS);
  EXPECT_EQ(test.work().vector.special, 2 * 8 * 8);
}

TEST(Norm, IsOneMultiplyAddForAnInferredBatch) {
  OneNode test({{1, 64, 7, 7}, {64}, {64}, {64}, {64}}, {{1, 64, 7, 7}});
  test.node().mutable_norm()->set_kind(proto::NormOp::BATCH);
  EXPECT_EQ(test.work().vector.total(), 64 * 7 * 7);
}

TEST(Norm, RefusesAWeightThatDoesNotFit) {
  OneNode test({{8, 1024}, {1000}}, {{8, 1024}});
  test.node().mutable_norm()->set_kind(proto::NormOp::RMS);
  EXPECT_EQ(test.mistake(),
            "node 'node' (norm) in1 [1000] must have 1024 elements, the last dimension of in0 [8, "
            "1024]");
}

TEST(Softmax, TakesOneExponentialPerElement) {
  OneNode test({{4, 100}}, {{4, 100}});
  test.node().mutable_softmax();
  EXPECT_EQ(test.work().vector.special, 400 + 4);
  EXPECT_EQ(test.work().vector.reduce, 800);
}

TEST(Elementwise, CostsWhatItsTableSaysPerElementOfTheOutput) {
  OneNode test({{4, 1, 16}, {8, 1}}, {{4, 8, 16}});
  test.node().mutable_elementwise()->set_function("add");
  EXPECT_EQ(test.work().vector.add_mul, 4 * 8 * 16);
  EXPECT_EQ(test.work().read, Bytes(2 * (64 + 8)));
}

TEST(Elementwise, AddsOneTensorLessThanThereAre) {
  OneNode test({{16}, {16}, {16}}, {{16}});
  test.node().mutable_elementwise()->set_function("add");
  EXPECT_EQ(test.work().vector.add_mul, 32);
}

TEST(Elementwise, GatesTheTwoHalvesOfOneInput) {
  OneNode halves({{4, 32}}, {{4, 16}});
  halves.node().mutable_elementwise()->set_function("silu_mul");
  OneNode apart({{4, 16}, {4, 16}}, {{4, 16}});
  apart.node().mutable_elementwise()->set_function("silu_mul");
  EXPECT_EQ(halves.work().vector, apart.work().vector);
  EXPECT_EQ(halves.work().read, apart.work().read);
}

TEST(Elementwise, ReadsATensorOnceThatIsBothOperands) {
  OneNode test({{16}, {16}}, {{16}});
  test.node().set_input(1, "in0");
  test.node().mutable_elementwise()->set_function("mul");
  EXPECT_EQ(test.work().read, Bytes(32));
}

TEST(Elementwise, NamesTheFunctionsThereAre) {
  OneNode test({{16}}, {{16}});
  test.node().mutable_elementwise()->set_function("frobnicate");
  EXPECT_NE(test.mistake().find("elementwise.function is \"frobnicate\", must be one of abs, acos"),
            std::string::npos);
}

TEST(Elementwise, CostsSomethingInEveryFunction) {
  for (const std::string& function : elementwise_functions()) {
    OneNode test({{16}}, {{16}});
    if (function.ends_with("_mul")) continue;  // gated: two halves
    test.node().mutable_elementwise()->set_function(function);
    EXPECT_GT(test.work().vector.total(), 0) << function;
  }
}

TEST(Elementwise, TakesOneSlopePerChannelForPrelu) {
  OneNode test({{2, 3, 4, 5}, {3}}, {{2, 3, 4, 5}});
  test.node().mutable_elementwise()->set_function("prelu");
  EXPECT_EQ(test.work().vector.add_mul, 2 * 120);
  OneNode wrong({{2, 3, 4, 5}, {4}}, {{2, 3, 4, 5}});
  wrong.node().mutable_elementwise()->set_function("prelu");
  EXPECT_NE(wrong.mistake().find("must be equal or 1"), std::string::npos);
}

TEST(Rope, RotatesQueriesAndKeys) {
  OneNode test({{1, 4, 512}, {1, 4, 128}}, {{1, 4, 512}, {1, 4, 128}});
  test.node().mutable_rope();
  EXPECT_EQ(test.work().vector.add_mul, 2 * 4 * (512 + 128));
}

TEST(Pooling, ReducesEveryWindow) {
  OneNode test({{1, 64, 112, 112}}, {{1, 64, 56, 56}});
  proto::PoolingOp& op = *test.node().mutable_pooling();
  for (int i = 0; i < 2; ++i) op.add_window(3);
  for (int i = 0; i < 2; ++i) op.add_stride(2);
  for (int i = 0; i < 4; ++i) op.add_pad(1);
  EXPECT_EQ(test.work().vector.reduce, 64 * 56 * 56 * 9);
}

TEST(Pooling, SpreadsADilatedWindow) {
  OneNode test({{1, 1, 8}}, {{1, 1, 4}});
  test.node().mutable_pooling()->add_window(3);
  test.node().mutable_pooling()->add_dilation(2);
  EXPECT_EQ(test.work().vector.reduce, 4 * 3);
}

TEST(Pooling, AllowsTheNumberOfPositionsRoundedUpAndNoOther) {
  for (const auto& [size, fits] : {std::pair{26, false}, {27, true}, {28, true}, {29, false}}) {
    OneNode test({{1, 8, 56, 56}}, {{1, 8, size, size}});
    proto::PoolingOp& op = *test.node().mutable_pooling();
    for (int i = 0; i < 2; ++i) op.add_window(3);
    for (int i = 0; i < 2; ++i) op.add_stride(2);
    EXPECT_EQ(test.mistake() == "none", fits) << size << ": " << test.mistake();
  }
}

TEST(Pooling, ReducesTheWholeImageWhereGlobal) {
  OneNode test({{2, 2048, 7, 7}}, {{2, 2048, 1, 1}});
  test.node().mutable_pooling()->set_global(true);
  test.node().mutable_pooling()->set_average(true);
  EXPECT_EQ(test.work().vector.reduce, 2 * 2048 * 49);
  EXPECT_EQ(test.work().vector.add_mul, 2 * 2048);
}

TEST(Reduction, EntersEveryElementOnce) {
  OneNode test({{4, 100}}, {{4, 1}});
  test.node().mutable_reduction()->set_function("mean");
  EXPECT_EQ(test.work().vector.reduce, 400);
  EXPECT_EQ(test.work().vector.special, 4);
}

TEST(Reduction, FindsTheMaximumFirstForTheLogarithmOfASumOfExponentials) {
  OneNode test({{4, 100}}, {{4, 1}});
  test.node().mutable_reduction()->set_function("log_sum_exp");
  EXPECT_EQ(test.work().vector.reduce, 800);
  EXPECT_EQ(test.work().vector.special, 400 + 4);
}

}  // namespace
}  // namespace tessera
