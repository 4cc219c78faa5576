// Graphs of quantise and dequantise nodes around products.
#include "tests/workloads/import/onnx/recognise/with_and_without.h"

namespace tessera {
namespace {

void bytes(SmallModel& model, const std::string& name, const std::vector<std::int64_t>& dims) {
  model.weight(name, dims);
  onnx::GraphProto& graph = *model.model().mutable_graph();
  graph.mutable_initializer(graph.initializer_size() - 1)->set_data_type(onnx::TensorProto::INT8);
}

SmallModel of_bytes() {
  SmallModel model;
  model.input("x", {"8", "64"});
  model.number("scale", 0.02F);
  bytes(model, "w_bytes", {64, 32});
  model.scalar("zero", 0, onnx::TensorProto::INT8);
  model.node("DequantizeLinear", {"w_bytes", "scale", "zero"}, {"w"});
  model.output("y");
  return model;
}

TEST(RecogniseQuantised, MultipliesTheIntegersThemselves) {
  SmallModel model = of_bytes();
  model.node("QuantizeLinear", {"x", "scale", "zero"}, {"x_bytes"});
  model.node("DequantizeLinear", {"x_bytes", "scale", "zero"}, {"x_again"});
  model.node("MatMul", {"x_again", "w"}, {"y"});
  EXPECT_EQ(recognised(model), "quantize matmul");
  const BoundGraph graph = with(model, Recognising::kOn);
  EXPECT_EQ(graph.weight_bytes(), Bytes(64 * 32));
  for (const int input : graph.blocks[0].nodes[1].inputs)
    EXPECT_EQ(graph.tensors[static_cast<std::size_t>(input)].type, DataType::kInt8);
}

TEST(RecogniseQuantised, KeepsWeightsOfIntegersSmallWhereActivationsAreNot) {
  SmallModel model = of_bytes();
  model.node("MatMul", {"x", "w"}, {"y"});
  EXPECT_EQ(recognised(model), "matmul");
  EXPECT_EQ(with(model, Recognising::kOn).weight_bytes(), Bytes(64 * 32));
}

TEST(RecogniseQuantised, StillWidensWhatOthersRead) {
  SmallModel model = of_bytes();
  model.node("QuantizeLinear", {"x", "scale", "zero"}, {"x_bytes"});
  model.node("DequantizeLinear", {"x_bytes", "scale", "zero"}, {"x_again"});
  model.node("MatMul", {"x_again", "w"}, {"y"});
  model.node("Relu", {"x_again"}, {"z"});
  model.output("z");
  EXPECT_EQ(recognised(model), "quantize dequantize matmul relu");
}

TEST(RecogniseQuantised, ConvolvesIntegers) {
  SmallModel model = of_bytes();
  model.input("image", {"1", "3", "16", "16"}, onnx::TensorProto::INT8);
  bytes(model, "k_bytes", {8, 3, 3, 3});
  model.node("DequantizeLinear", {"image", "scale", "zero"}, {"wide"});
  model.node("DequantizeLinear", {"k_bytes", "scale", "zero"}, {"k"});
  model.node("Conv", {"wide", "k"}, {"y"});
  EXPECT_EQ(recognised(model), "convolution");
  EXPECT_EQ(with(model, Recognising::kOn).weight_bytes(), Bytes(8 * 27));
}

}  // namespace
}  // namespace tessera
