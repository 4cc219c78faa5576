// Einsum as products, reductions and moves.
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

BoundGraph einsum(const std::string& equation,
                  const std::vector<std::vector<std::string>>& operands) {
  SmallModel model;
  std::vector<std::string> names;
  for (const std::vector<std::string>& dims : operands) {
    names.push_back("x" + std::to_string(names.size()));
    model.input(names.back(), dims);
  }
  text_attribute(model.node("Einsum", names, {"y"}), "equation", equation);
  model.output("y");
  return model.bound();
}

TEST(OnnxEinsum, IsAMatrixProductWhereALabelIsSummedOverBoth) {
  const BoundGraph graph = einsum("bij,bjk->bik", {{"5", "2", "3"}, {"5", "3", "4"}});
  EXPECT_EQ(kinds_in(graph), "matmul");
  EXPECT_EQ(graph.macs(), 5 * 2 * 3 * 4);
}

TEST(OnnxEinsum, TransposesWhatIsInAnotherOrder) {
  const BoundGraph graph =
      einsum("bqhd,bkhd->bhqk", {{"2", "8", "4", "16"}, {"2", "9", "4", "16"}});
  EXPECT_EQ(kinds_in(graph), "transpose transpose matmul");
  EXPECT_EQ(graph.macs(), 2 * 4 * 8 * 9 * 16);
}

TEST(OnnxEinsum, SumsPicksAndTurnsOneOperand) {
  EXPECT_EQ(kinds_in(einsum("ij->i", {{"3", "4"}})), "sum");
  EXPECT_EQ(kinds_in(einsum("ij->ji", {{"3", "4"}})), "transpose");
  EXPECT_EQ(kinds_in(einsum("...ii->...i", {{"3", "5", "5"}})), "slice");
}

TEST(OnnxEinsum, MultipliesElementsWhereNothingIsSummed) {
  const BoundGraph graph = einsum("i,j->ij", {{"3"}, {"4"}});
  EXPECT_EQ(kinds_in(graph), "outer_product");
  EXPECT_EQ(graph.macs(), 0);
}

TEST(OnnxEinsum, TakesMoreOperandsInPairs) {
  const BoundGraph graph = einsum("ij,jk,kl->il", {{"2", "3"}, {"3", "4"}, {"4", "5"}});
  EXPECT_EQ(kinds_in(graph), "matmul matmul");
  EXPECT_EQ(graph.macs(), 2 * 3 * 4 + 2 * 4 * 5);
}

TEST(OnnxEinsum, KnowsTheResultWithoutAnArrow) {
  EXPECT_EQ(kinds_in(einsum("i,i", {{"5"}, {"5"}})), "matmul");
}

}  // namespace
}  // namespace tessera
