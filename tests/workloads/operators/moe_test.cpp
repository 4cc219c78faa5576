#include "tests/workloads/operators/one_node.h"

namespace tessera {
namespace {

// 12 tokens of 64, 8 experts of 32.
OneNode mixture(std::int64_t topk, bool gated, std::int64_t columns) {
  OneNode one({{12, 64}, {12, 8}, {8, columns, 64}, {8, 64, 32}}, {{12, 64}});
  one.node().mutable_moe()->set_topk(std::to_string(topk));
  one.node().mutable_moe()->set_gated(gated);
  return one;
}

TEST(MoeOperator, EveryTokenPassesThroughThreeMatricesOfEachOfItsExperts) {
  EXPECT_EQ(mixture(2, true, 64).work().macs(), 12 * 2 * 3 * 64 * 32);
}

TEST(MoeOperator, WithoutAGateThereAreTwoMatrices) {
  EXPECT_EQ(mixture(2, false, 32).work().macs(), 12 * 2 * 2 * 64 * 32);
}

TEST(MoeOperator, ProductsRunAtTheTypeOfTheWeights) {
  OneNode one = mixture(2, true, 64);
  one.tensor(2).set_dtype("fp8");
  EXPECT_EQ(one.bound().matrix_type, DataType::kFp8);
}

TEST(MoeOperator, ShapesThatDoNotFitAreNamed) {
  EXPECT_NE(mixture(2, true, 48).mistake().find("must be [8, 64, 24]"), std::string::npos);
  EXPECT_NE(mixture(9, true, 64).mistake().find("moe.topk is 9, must be at most 8"),
            std::string::npos);
}

}  // namespace
}  // namespace tessera
