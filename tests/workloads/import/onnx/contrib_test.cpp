// Operators of ONNX Runtime become plain nodes and ours.
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

class VendorModel : public SmallModel {
 public:
  VendorModel() {
    auto& import = *model().add_opset_import();
    import.set_domain("com.microsoft");
    import.set_version(1);
    input("x", {"2", "8", "64"});
    weight("w", {64});
    output("y");
  }

  onnx::NodeProto& vendor(const std::string& op, const std::vector<std::string>& inputs,
                          const std::vector<std::string>& outputs = {"y"}) {
    onnx::NodeProto& added = node(op, inputs, outputs);
    added.set_domain("com.microsoft");
    return added;
  }
};

const BoundNode* attention_in(const BoundGraph& graph) {
  for (const BoundNode& node : graph.blocks[0].nodes)
    if (node.work.attention) return &node;
  return nullptr;
}

TEST(OnnxContrib, AddsAndNormsInOneOperator) {
  VendorModel layer;
  layer.vendor("SkipLayerNormalization", {"x", "x", "w", "w", "w"});
  EXPECT_EQ(kinds_in(layer.bound()), "add add layer");
  VendorModel rms;
  rms.vendor("SkipSimplifiedLayerNormalization", {"x", "x", "w"}, {"y", "", "", "sum"});
  rms.output("sum");
  EXPECT_EQ(kinds_in(rms.bound()), "add rms");
}

TEST(OnnxContrib, AddsTheBiasOfAGelu) {
  VendorModel erf, tangent;
  erf.vendor("BiasGelu", {"x", "w"});
  EXPECT_EQ(kinds_in(erf.bound()), "add gelu_erf");
  tangent.vendor("FastGelu", {"x"});
  EXPECT_EQ(kinds_in(tangent.bound()), "gelu");
}

TEST(OnnxContrib, MakesQueriesKeysAndValuesOfOneProduct) {
  VendorModel model;
  model.weight("qkv", {64, 192});
  model.weight("bias", {192});
  number_attribute(model.vendor("Attention", {"x", "qkv", "bias"}), "num_heads", 4);
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "matmul add attention");
  EXPECT_EQ(graph.macs(), 16 * 64 * 192 + 2 * 2 * 4 * 8 * 8 * 16);
}

TEST(OnnxContrib, ReadsTheCacheOfGroupedAttention) {
  VendorModel model;
  model.input("k", {"2", "8", "32"});
  model.input("v", {"2", "8", "32"});
  for (const char* past : {"past_k", "past_v"}) model.input(past, {"2", "2", "100", "16"});
  for (const char* length : {"used", "total"}) model.input(length, {"1"}, onnx::TensorProto::INT32);
  onnx::NodeProto& node =
      model.vendor("GroupQueryAttention", {"x", "k", "v", "past_k", "past_v", "used", "total"},
                   {"y", "present_k", "present_v"});
  number_attribute(node, "num_heads", 4);
  number_attribute(node, "kv_num_heads", 2);
  number_attribute(node, "do_rotary", 1);
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "rope rope attention");
  const BoundNode* attention = attention_in(graph);
  ASSERT_NE(attention, nullptr);
  EXPECT_EQ(attention->work.attention->kv, 100);
  EXPECT_EQ(attention->work.attention->kv_heads, 2);
  EXPECT_EQ(graph.kv_bytes(), Bytes(2 * 2 * 2 * 108 * 16 * 4));
}

TEST(OnnxContrib, SplitsQueriesKeysAndValuesThatAreSideBySide) {
  VendorModel model;
  model.input("packed", {"2", "8", "128"});
  for (const char* length : {"used", "total"}) model.input(length, {"1"}, onnx::TensorProto::INT32);
  onnx::NodeProto& node =
      model.vendor("GroupQueryAttention", {"packed", "", "", "", "", "used", "total"});
  number_attribute(node, "num_heads", 4);
  number_attribute(node, "kv_num_heads", 2);
  EXPECT_EQ(kinds_in(model.bound()), "attention");
}

TEST(OnnxContrib, StoresWeightsOfFourBitsAsSuch) {
  VendorModel model;
  model.weight("blob", {32, 2, 16});
  model.weight("scales", {64});
  onnx::NodeProto& node = model.vendor("MatMulNBits", {"x", "blob", "scales"});
  number_attribute(node, "K", 64);
  number_attribute(node, "N", 32);
  number_attribute(node, "bits", 4);
  number_attribute(node, "block_size", 32);
  const BoundGraph graph = model.bound();
  EXPECT_EQ(graph.macs(), 16 * 64 * 32);
  EXPECT_EQ(graph.weight_bytes(), Bytes(64 * 32 / 2));
  EXPECT_NE(model.imported().note(0).find("scales of weights of 4 bits"), std::string::npos);
}

TEST(OnnxContrib, WidensQuantisedOperandsAndQuantisesTheResult) {
  VendorModel model;
  model.input("a", {"8", "64"}, onnx::TensorProto::UINT8);
  model.number("scale", 0.02F);
  model.scalar("zero", 0, onnx::TensorProto::UINT8);
  model.model()
      .mutable_graph()
      ->mutable_output(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->set_elem_type(onnx::TensorProto::UINT8);
  model.vendor("QLinearAdd", {"a", "scale", "zero", "a", "scale", "zero", "scale", "zero"});
  EXPECT_EQ(kinds_in(model.bound()), "dequantize dequantize add quantize");
}

TEST(OnnxContrib, TakesApartAConvolutionWithItsActivation) {
  VendorModel model;
  model.input("image", {"1", "3", "16", "16"});
  model.weight("k", {8, 3, 3, 3});
  text_attribute(model.vendor("FusedConv", {"image", "k"}), "activation", "Relu");
  EXPECT_EQ(kinds_in(model.bound()), "convolution relu");
}

// Layer behind layer: shapes are known through all of them at once.
TEST(OnnxContrib, FollowsShapesThroughManyLayers) {
  VendorModel model;
  std::string last = "x";
  for (int i = 0; i < 40; ++i) {
    const std::string normed = "normed_" + std::to_string(i);
    const std::string next = i == 39 ? "y" : "layer_" + std::to_string(i);
    model.vendor("SkipLayerNormalization", {last, last, "w"}, {normed});
    number_attribute(model.vendor("MultiHeadAttention", {normed, normed, normed}, {next}),
                     "num_heads", 4);
    last = next;
  }
  EXPECT_EQ(model.bound().macs(), 40 * 2 * 2 * 4 * 8 * 8 * 16);
}

}  // namespace
}  // namespace tessera
