#include "tests/workloads/import/onnx/recognise/with_and_without.h"

namespace tessera {
namespace {

SmallModel of_one_input() {
  SmallModel model;
  model.input("x", {"8", "64"});
  model.output("y");
  for (const auto& [name, value] : {std::pair{"half", 0.5F},
                                    {"one", 1.0F},
                                    {"two", 2.0F},
                                    {"three", 3.0F},
                                    {"root", 1.41421356F},
                                    {"inverse", 0.70710678F},
                                    {"cubic", 0.044715F},
                                    {"slope", 0.79788456F},
                                    {"six", 6.0F},
                                    {"zero", 0.0F}})
    model.number(name, value);
  return model;
}

// As PyTorch's exporter writes it.
SmallModel erf_gelu() {
  SmallModel model = of_one_input();
  model.node("Div", {"x", "root"}, {"a"});
  model.node("Erf", {"a"}, {"b"});
  model.node("Add", {"b", "one"}, {"c"});
  model.node("Mul", {"x", "c"}, {"d"});
  model.node("Mul", {"d", "half"}, {"y"});
  return model;
}

TEST(Recognise, FindsGeluWithAnErrorFunction) {
  EXPECT_EQ(recognised(erf_gelu()), "gelu_erf");
  EXPECT_EQ(kinds_in(with(erf_gelu(), Recognising::kOff)), "div erf add mul mul");
}

TEST(Recognise, FindsGeluWhoseFactorsAreInAnotherOrder) {
  SmallModel model = of_one_input();
  model.node("Mul", {"inverse", "x"}, {"a"});
  model.node("Erf", {"a"}, {"b"});
  model.node("Add", {"one", "b"}, {"c"});
  model.node("Mul", {"half", "x"}, {"d"});
  model.node("Mul", {"c", "d"}, {"y"});
  EXPECT_EQ(recognised(model), "gelu_erf");
}

TEST(Recognise, FindsGeluWithATangent) {
  SmallModel model = of_one_input();
  model.node("Pow", {"x", "three"}, {"a"});
  model.node("Mul", {"a", "cubic"}, {"b"});
  model.node("Add", {"x", "b"}, {"c"});
  model.node("Mul", {"c", "slope"}, {"d"});
  model.node("Tanh", {"d"}, {"e"});
  model.node("Add", {"e", "one"}, {"f"});
  model.node("Mul", {"x", "half"}, {"g"});
  model.node("Mul", {"g", "f"}, {"y"});
  EXPECT_EQ(recognised(model), "gelu");
}

TEST(Recognise, LeavesAChainWhoseMiddleIsReadElsewhere) {
  SmallModel model = erf_gelu();
  model.node("Exp", {"c"}, {"z"});
  model.output("z");
  EXPECT_EQ(recognised(model), "div erf add mul mul exp");
}

TEST(Recognise, LeavesAChainWhoseMiddleLeavesTheNetwork) {
  SmallModel model = erf_gelu();
  model.output("b");
  EXPECT_EQ(recognised(model), "div erf add mul mul");
}

TEST(Recognise, LeavesWhatHasOtherConstants) {
  SmallModel model = of_one_input();
  model.node("Div", {"x", "two"}, {"a"});
  model.node("Erf", {"a"}, {"b"});
  model.node("Add", {"b", "one"}, {"c"});
  model.node("Mul", {"x", "c"}, {"d"});
  model.node("Mul", {"d", "half"}, {"y"});
  EXPECT_EQ(recognised(model), "div erf add mul mul");
}

TEST(Recognise, FindsSiluAndTheGateBehindIt) {
  SmallModel model = of_one_input();
  model.input("up", {"8", "64"});
  model.node("Sigmoid", {"x"}, {"a"});
  model.node("Mul", {"x", "a"}, {"b"});
  model.node("Mul", {"b", "up"}, {"y"});
  EXPECT_EQ(recognised(model), "silu_mul");
}

TEST(Recognise, FindsSiluWithASlopeOfOneAndNoOther) {
  for (const std::string slope : {"one", "two"}) {
    SmallModel model = of_one_input();
    model.node("Mul", {"x", slope}, {"scaled"});
    model.node("Sigmoid", {"scaled"}, {"a"});
    model.node("Mul", {"x", "a"}, {"y"});
    EXPECT_EQ(recognised(model), slope == "one" ? "silu" : "mul sigmoid mul");
  }
}

TEST(Recognise, TakesNoGateForAWeightOfChannels) {
  SmallModel model = of_one_input();
  model.weight("w", {64});
  model.node("Sigmoid", {"x"}, {"a"});
  model.node("Mul", {"x", "a"}, {"b"});
  model.node("Mul", {"b", "w"}, {"y"});
  EXPECT_EQ(recognised(model), "silu mul");
}

TEST(Recognise, FindsBothFormsOfHardSwish) {
  SmallModel sigmoid = of_one_input();
  onnx::AttributeProto& alpha = *sigmoid.node("HardSigmoid", {"x"}, {"a"}).add_attribute();
  alpha.set_name("alpha");
  alpha.set_type(onnx::AttributeProto::FLOAT);
  alpha.set_f(1.0F / 6);
  sigmoid.node("Mul", {"x", "a"}, {"y"});
  EXPECT_EQ(recognised(sigmoid), "hard_swish");
  SmallModel clip = of_one_input();
  clip.node("Add", {"x", "three"}, {"a"});
  clip.node("Clip", {"a", "zero", "six"}, {"b"});
  clip.node("Mul", {"x", "b"}, {"c"});
  clip.node("Div", {"c", "six"}, {"y"});
  EXPECT_EQ(recognised(clip), "hard_swish");
}

TEST(Recognise, DropsWhatPassesItsInputOnAndWhatNobodyReads) {
  SmallModel model = of_one_input();
  model.node("Identity", {"x"}, {"same"});
  model.node("Dropout", {"same"}, {"kept", "mask"});
  model.node("Relu", {"kept"}, {"y"});
  model.node("Exp", {"kept"}, {"unread"});
  const ImportedOnnx imported = import_onnx_and_say(model.file(), {});
  EXPECT_EQ(imported.graph.block(0).node_size(), 1);
  EXPECT_EQ(imported.statement.dropped, (OperatorCounts{{"Dropout", 1}, {"Identity", 1}}));
  EXPECT_EQ(imported.statement.unused, (OperatorCounts{{"Exp", 1}}));
  EXPECT_EQ(imported.statement.operators.size(), 4u);
}

}  // namespace
}  // namespace tessera
