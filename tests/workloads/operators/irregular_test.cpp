// Work on the lanes whose outputs follow no rule of shape.
#include <cmath>

#include "tests/workloads/operators/one_node.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

OneNode irregular(const std::string& function, const std::vector<Dims>& in,
                  const std::vector<Dims>& out, const std::string& steps = "") {
  OneNode test(in, out);
  test.node().mutable_irregular()->set_function(function);
  if (!steps.empty()) test.node().mutable_irregular()->set_steps(steps);
  return test;
}

TEST(Irregular, CostsSomethingInEveryFunction) {
  for (const std::string& function : irregular_functions()) {
    EXPECT_GT(irregular(function, {{16}}, {{16}}).work().vector.total(), 0) << function;
    EXPECT_FALSE(irregular(function, {{16}}, {{16}}).work().free) << function;
  }
}

TEST(Irregular, NamesTheFunctionsThereAre) {
  EXPECT_NE(irregular("frobnicate", {{16}}, {{16}})
                .mistake()
                .find("irregular.function is \"frobnicate\", must be one of adagrad, adam"),
            std::string::npos);
}

TEST(Irregular, RefusesStepsBelowOne) {
  EXPECT_NE(irregular("unique", {{16}}, {{16}}, "0").mistake().find("irregular.steps is 0"),
            std::string::npos);
}

TEST(Irregular, FillsWithoutReadingAnything) {
  const OperatorWork work = irregular("fill", {}, {{4, 16}}).work();
  EXPECT_EQ(work.read, Bytes(0));
  EXPECT_EQ(work.written, Bytes(128));
  EXPECT_EQ(work.vector.add_mul, 64);
}

TEST(Irregular, SortsInNTimesItsLogarithm) {
  const OperatorWork work = irregular("unique", {{1024}}, {{1024}}, "1024").work();
  EXPECT_EQ(work.vector.reduce, 1024 * 10);
}

TEST(Irregular, EliminatesADeterminantInTheThirdPowerOfItsSize) {
  const OperatorWork work = irregular("determinant", {{2, 9, 9}}, {{2}}, "9").work();
  EXPECT_NEAR(work.vector.add_mul, 2 * 9 * 9 * 9 / 3.0, 1e-9);
  EXPECT_EQ(work.vector.special, 2 * 9);
}

TEST(Irregular, TransformsIntoFrequenciesWithFourOperationsPerNumberAndLevel) {
  const OperatorWork work = irregular("fourier", {{1, 256, 2}}, {{1, 256, 2}}, "256").work();
  EXPECT_EQ(work.vector.add_mul, 256 * 4 * 8);
}

TEST(Irregular, CountsAScatterByItsUpdates) {
  const OperatorWork work = irregular("scatter", {{8}, {8}, {1000}}, {{1000}}).work();
  EXPECT_EQ(work.vector.total(), 16);
  EXPECT_EQ(work.written, Bytes(2000));
}

TEST(Irregular, ComparesEveryBoxThatStaysWithAllOthers) {
  const OperatorWork work =
      irregular("non_max_suppression", {{1, 1, 64}, {1, 64, 4}}, {{5, 3}}, "64").work();
  EXPECT_NEAR(work.vector.add_mul, 5 * 64 * 13, 1e-9);
  EXPECT_EQ(work.vector.reduce, 64 * 6);
}

}  // namespace
}  // namespace tessera
