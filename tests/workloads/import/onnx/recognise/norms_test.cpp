#include "tests/workloads/import/onnx/recognise/with_and_without.h"

namespace tessera {
namespace {

SmallModel of_rows() {
  SmallModel model;
  model.input("x", {"4", "16", "64"});
  model.output("y");
  model.weight("w", {64});
  model.weight("b", {64});
  model.number("one", 1);
  model.number("two", 2);
  model.number("eps", 1e-5F);
  return model;
}

void mean(SmallModel& model, const std::string& from, const std::string& to,
          std::int64_t axis = -1) {
  attribute(model.node("ReduceMean", {from}, {to}), "axes", {axis});
}

// PyTorch's order of a layer norm, up to the scaling.
SmallModel centred_rows(std::int64_t axis = -1) {
  SmallModel model = of_rows();
  mean(model, "x", "mean", axis);
  model.node("Sub", {"x", "mean"}, {"centred"});
  model.node("Pow", {"centred", "two"}, {"square"});
  mean(model, "square", "variance", axis);
  model.node("Add", {"variance", "eps"}, {"above"});
  model.node("Sqrt", {"above"}, {"root"});
  return model;
}

TEST(Recognise, FindsALayerNormWithItsWeightAndBias) {
  SmallModel model = centred_rows();
  model.node("Div", {"centred", "root"}, {"scaled"});
  model.node("Mul", {"scaled", "w"}, {"weighted"});
  model.node("Add", {"weighted", "b"}, {"y"});
  EXPECT_EQ(recognised(model), "layer");
  EXPECT_EQ(with(model, Recognising::kOn).parameters(), 128);
}

TEST(Recognise, FindsALayerNormWithAReciprocalAndWithoutWeights) {
  SmallModel model = centred_rows();
  model.node("Reciprocal", {"root"}, {"inverse"});
  model.node("Mul", {"centred", "inverse"}, {"y"});
  EXPECT_EQ(recognised(model), "layer");
}

TEST(Recognise, TakesNoOtherAxisForALayerNorm) {
  SmallModel model = centred_rows(1);
  model.node("Div", {"centred", "root"}, {"y"});
  EXPECT_EQ(recognised(model), "mean sub mul mean add sqrt div");
}

TEST(Recognise, KeepsAProductWithAnActivationBehindANorm) {
  SmallModel model = centred_rows();
  model.input("other", {"4", "16", "64"});
  model.node("Div", {"centred", "root"}, {"scaled"});
  model.node("Mul", {"scaled", "other"}, {"y"});
  EXPECT_EQ(recognised(model), "layer mul");
}

// x * s + (bias - mean * s)
TEST(Recognise, FindsTheLayerNormOfTensorFlow) {
  SmallModel model = of_rows();
  mean(model, "x", "mean");
  model.node("Sub", {"x", "mean"}, {"centred"});
  model.node("Mul", {"centred", "centred"}, {"square"});
  mean(model, "square", "variance");
  model.node("Add", {"variance", "eps"}, {"above"});
  model.node("Sqrt", {"above"}, {"root"});
  model.node("Reciprocal", {"root"}, {"inverse"});
  model.node("Mul", {"inverse", "w"}, {"scale"});
  model.node("Mul", {"x", "scale"}, {"scaled"});
  model.node("Mul", {"mean", "scale"}, {"shifted"});
  model.node("Sub", {"b", "shifted"}, {"shift"});
  model.node("Add", {"scaled", "shift"}, {"y"});
  EXPECT_EQ(recognised(model), "layer");
}

SmallModel rms_rows() {
  SmallModel model = of_rows();
  model.node("Pow", {"x", "two"}, {"square"});
  mean(model, "square", "mean");
  model.node("Add", {"mean", "eps"}, {"above"});
  model.node("Sqrt", {"above"}, {"root"});
  model.node("Div", {"one", "root"}, {"inverse"});
  model.node("Mul", {"x", "inverse"}, {"scaled"});
  return model;
}

TEST(Recognise, FindsAnRmsNorm) {
  SmallModel model = rms_rows();
  model.node("Mul", {"w", "scaled"}, {"y"});
  EXPECT_EQ(recognised(model), "rms");
  EXPECT_EQ(import_onnx_and_say(model.file(), {}).statement.recognised,
            (OperatorCounts{{"RMS norm", 1}}));
}

TEST(Recognise, FindsAnRmsNormThatIsCastBackBeforeItsWeight) {
  SmallModel model = rms_rows();
  number_attribute(model.node("Cast", {"scaled"}, {"narrow"}), "to", onnx::TensorProto::FLOAT16);
  model.model().mutable_graph()->mutable_initializer(0)->set_data_type(onnx::TensorProto::FLOAT16);
  model.node("Mul", {"w", "narrow"}, {"y"});
  model.model()
      .mutable_graph()
      ->mutable_output(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->set_elem_type(onnx::TensorProto::FLOAT16);
  EXPECT_EQ(recognised(model), "rms");
}

}  // namespace
}  // namespace tessera
