#include "workloads/import/onnx/importer.h"

#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

TEST(Onnx, TakesWeightsWhoseFileIsAbsent) {
  SmallModel model;
  model.input("x", {"1", "3", "32", "32"});
  model.weight("w", {16, 3, 3, 3});
  attribute(model.node("Conv", {"x", "w"}, {"y"}), "pads", {1, 1, 1, 1});
  model.output("y");
  EXPECT_EQ(model.bound().macs(), 32 * 32 * 16 * 3 * 9);
  EXPECT_EQ(model.bound().parameters(), 16 * 3 * 9);
}

TEST(Onnx, WorksOutAutomaticPads) {
  SmallModel model;
  model.input("x", {"1", "3", "31", "31"});
  model.weight("w", {16, 3, 4, 4});
  onnx::NodeProto& conv = model.node("Conv", {"x", "w"}, {"y"});
  text_attribute(conv, "auto_pad", "SAME_UPPER");
  attribute(conv, "strides", {2, 2});
  model.output("y");
  EXPECT_EQ(model.bound().macs(), 16 * 16 * 16 * 3 * 16);
}

TEST(Onnx, MakesSymbolsOfDynamicDimensions) {
  SmallModel model;
  model.input("x", {"Batch_Size", "sequence_length", "64"});
  model.weight("w", {64, 32});
  model.node("MatMul", {"x", "w"}, {"y"});
  model.output("y");
  const proto::Graph graph = model.imported();
  EXPECT_EQ(graph.symbol_size(), 2);
  EXPECT_EQ(tessera::bind(graph, {}, {}).macs(), 1 * 512 * 64 * 32) << "batch 1 and seq 512";
  EXPECT_EQ(tessera::bind(graph, {{"batch", 4}, {"seq", 10}}, {}).macs(), 4 * 10 * 64 * 32);
}

// What PyTorch writes for x.view(x.size(0), -1, 8, 8): the size goes through
// nodes, and no symbol follows it.
SmallModel reshaping() {
  SmallModel model;
  model.input("x", {"batch", "seq", "64"});
  model.integers("zero", {0});
  model.integers("rest", {-1, 8, 8});
  model.node("Shape", {"x"}, {"shape"});
  number_attribute(model.node("Gather", {"shape", "zero"}, {"size"}), "axis", 0);
  number_attribute(model.node("Concat", {"size", "rest"}, {"wanted"}), "axis", 0);
  model.node("Reshape", {"x", "wanted"}, {"heads"});
  attribute(model.node("Transpose", {"heads"}, {"y"}), "perm", {0, 2, 1, 3});
  model.output("y");
  return model;
}

TEST(Onnx, FixesDimensionsThatItCannotFollowAndSaysSo) {
  const proto::Graph graph = reshaping().imported({{"batch", 3}, {"seq", 5}});
  ASSERT_EQ(graph.note_size(), 1);
  EXPECT_NE(graph.note(0).find("fixed: batch = 3, seq = 5"), std::string::npos) << graph.note(0);
  const BoundGraph bound = tessera::bind(graph, {}, {});
  EXPECT_EQ(bound.tensors.back().shape, (std::vector<std::int64_t>{3, 8, 5, 8}));
}

TEST(Onnx, ChargesNothingForArithmeticOnShapes) {
  const BoundGraph graph = reshaping().bound();
  ASSERT_EQ(graph.blocks[0].nodes.size(), 2u);
  EXPECT_TRUE(graph.blocks[0].nodes[0].work.free) << "Reshape";
  EXPECT_EQ(graph.blocks[0].nodes[1].function, "transpose");
  EXPECT_EQ(graph.parameters(), 0);
}

TEST(Onnx, AsksForADimensionThatHasNoDefault) {
  SmallModel model;
  model.input("image", {"1", "3", "height", "32"});
  model.weight("w", {16, 3, 3, 3});
  attribute(model.node("Conv", {"image", "w"}, {"y"}), "strides", {2, 2});
  model.output("y");
  EXPECT_NE(mistake_in(model.file()).find("dynamic dimension 'height' has no value"),
            std::string::npos)
      << mistake_in(model.file());
  EXPECT_EQ(model.bound({{"height", 32}}).macs(), 15 * 15 * 16 * 27);
}

TEST(Onnx, KeepsAnOperatorItDoesNotKnowWithItsBytes) {
  SmallModel model;
  model.input("x", {"8", "16"});
  onnx::NodeProto& node = model.node("Fancy", {"x"}, {"y"});
  node.set_domain("com.example");
  auto& import = *model.model().add_opset_import();
  import.set_domain("com.example");
  import.set_version(1);
  model.input("unused", {"1"});
  model.output("y");
  auto& shape = *model.model()
                     .mutable_graph()
                     ->mutable_output(0)
                     ->mutable_type()
                     ->mutable_tensor_type()
                     ->mutable_shape();
  shape.add_dim()->set_dim_value(8);
  const BoundGraph graph = model.bound();
  EXPECT_EQ(graph.blocks[0].nodes[0].kind, OperatorKind::kUnsupported);
  EXPECT_EQ(graph.blocks[0].nodes[0].function, "com.example.Fancy");
  EXPECT_EQ(graph.blocks[0].nodes[0].work.read, Bytes(8 * 16 * 4));
}

TEST(Onnx, RefusesAnUnknownOperatorWhoseResultHasNoShape) {
  SmallModel model;
  model.input("x", {"8", "16"});
  model.node("Fancy", {"x"}, {"y"}).set_domain("com.example");
  model.node("Relu", {"y"}, {"z"});
  model.output("z");
  const std::string mistake = mistake_in(model.file(), ExitCode::kUnsupported);
  EXPECT_NE(mistake.find("(Fancy): the shape of its output 'y'"), std::string::npos) << mistake;
  EXPECT_EQ(mistake.find("Relu"), std::string::npos) << "only the cause: " << mistake;
}

TEST(Onnx, ReadsTheAxesOfReductionsThatNewerOpsetsMoved) {
  SmallModel model(18);
  model.input("x", {"4", "8", "16"});
  model.integers("axes", {-1});
  model.node("ReduceMean", {"x", "axes"}, {"y"});
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(graph.tensors.back().shape, (std::vector<std::int64_t>{4, 8, 1}));
  EXPECT_NE(model.imported().note(0).find("opset 18 is newer"), std::string::npos);
}

TEST(Onnx, ReadsWhatNewerReductionsDoWithoutAxes) {
  SmallModel model(18);
  model.input("x", {"4", "8", "16"});
  model.integers("axes", {1});
  onnx::NodeProto& one = model.node("ReduceMean", {"x", "axes"}, {"y"});
  number_attribute(one, "keepdims", 0);
  number_attribute(one, "noop_with_empty_axes", 0);
  number_attribute(model.node("ReduceMax", {"y"}, {"z"}), "noop_with_empty_axes", 1);
  model.output("z");
  EXPECT_EQ(model.bound().tensors.back().shape, (std::vector<std::int64_t>{4, 16}));
}

TEST(Onnx, KnowsTheShapeOfFunctionsThatAreNewerThanTheLibrary) {
  SmallModel model(20);
  model.input("x", {"4", "16"});
  model.weight("w", {16, 32});
  model.node("Gelu", {"x"}, {"g"});
  model.node("MatMul", {"g", "w"}, {"y"});
  model.output("y");
  EXPECT_EQ(model.bound().macs(), 4 * 16 * 32);
  EXPECT_EQ(model.bound().blocks[0].nodes[0].function, "gelu_erf");
}

TEST(Onnx, EndsWhereOnlyItsOwnRuleKnowsTheLastShape) {
  SmallModel model(20);
  model.input("x", {"4", "16"});
  model.node("Gelu", {"x"}, {"y"});
  model.output("y");
  EXPECT_EQ(model.bound().tensors.back().shape, (std::vector<std::int64_t>{4, 16}));
}

TEST(Onnx, PicksRowsOfAWeightAsAnEmbedding) {
  SmallModel model;
  model.input("ids", {"2", "8"}, onnx::TensorProto::INT64);
  model.weight("table", {30000, 64});
  model.node("Gather", {"table", "ids"}, {"y"});
  model.output("y");
  const BoundNode node = model.bound().blocks[0].nodes[0];
  EXPECT_EQ(node.kind, OperatorKind::kEmbedding);
  EXPECT_EQ(node.work.read, Bytes(16 * 8 + 16 * 64 * 4));
}

TEST(Onnx, CountsAnExportedAttentionAsTwoProductsAndASoftmax) {
  SmallModel model;
  model.input("q", {"2", "12", "128", "64"});
  model.input("k", {"2", "12", "64", "128"});
  model.input("v", {"2", "12", "128", "64"});
  model.node("MatMul", {"q", "k"}, {"scores"});
  model.node("Softmax", {"scores"}, {"weights"});
  model.node("MatMul", {"weights", "v"}, {"y"});
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(graph.macs(), 2 * 2 * 12 * 128 * 128 * 64);
  EXPECT_EQ(graph.matmul_weights(), 0);
  EXPECT_FALSE(graph.blocks[0].nodes[0].work.gemm->shared_b);
}

TEST(Onnx, CutsATransposedConvolutionToTheOutputItStates) {
  SmallModel model;
  model.input("x", {"1", "1", "3", "3"});
  model.weight("w", {1, 2, 3, 3});
  onnx::NodeProto& node = model.node("ConvTranspose", {"x", "w"}, {"y"});
  attribute(node, "strides", {3, 2});
  attribute(node, "output_shape", {10, 6});
  model.output("y");
  EXPECT_EQ(model.bound().blocks[0].nodes[0].kind, OperatorKind::kConvolution);
  EXPECT_EQ(model.bound().macs(), 9 * 2 * 9);
}

TEST(Onnx, TransformsIntoFrequenciesAlongTheAxisStated) {
  SmallModel model(17);
  model.input("x", {"3", "256", "2"});
  number_attribute(model.node("DFT", {"x"}, {"y"}), "axis", 1);
  model.output("y");
  const BoundNode node = model.bound().blocks[0].nodes[0];
  EXPECT_EQ(node.function, "fourier");
  EXPECT_EQ(node.work.vector.add_mul, 3 * 256 * 4 * 8);
}

// What PyTorch writes for a reflecting pad: pairs of pads, last axis first, turned round as the
// rows of a matrix and taken apart column by column.
TEST(Onnx, FollowsPadsThroughAMatrix) {
  SmallModel model;
  model.input("x", {"1", "16"});
  model.integers("pairs", {3, 5, 0, 0});
  model.integers("rows", {-1, 2});
  model.integers("minus_one", {-1});
  model.integers("zero", {0});
  model.integers("front", {-9223372036854775807});
  model.node("Reshape", {"pairs", "rows"}, {"matrix"});
  model.node("Slice", {"matrix", "minus_one", "front", "zero", "minus_one"}, {"turned"});
  attribute(model.node("Transpose", {"turned"}, {"columns"}), "perm", {1, 0});
  model.node("Reshape", {"columns", "minus_one"}, {"pads"});
  model.node("Pad", {"x", "pads"}, {"padded"});
  model.node("Relu", {"padded"}, {"y"});
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(graph.tensors.back().shape, (std::vector<std::int64_t>{1, 24}));
}

// A branch that depends on a shape alone is known before the network runs.
TEST(Onnx, ComparesSizesThatItKnows) {
  SmallModel model;
  model.input("x", {"4", "8"});
  model.integers("one", {1});
  model.integers("zero", {0});
  model.node("Shape", {"x"}, {"shape"});
  number_attribute(model.node("Gather", {"shape", "zero"}, {"rows"}), "axis", 0);
  model.node("Equal", {"rows", "one"}, {"is_one"});
  onnx::NodeProto& branch = model.node("If", {"is_one"}, {"y"});
  for (const bool taken : {true, false}) {
    onnx::AttributeProto& attribute = *branch.add_attribute();
    attribute.set_name(taken ? "then_branch" : "else_branch");
    attribute.set_type(onnx::AttributeProto::GRAPH);
    onnx::NodeProto& node = *attribute.mutable_g()->add_node();
    node.set_op_type(taken ? "Exp" : "Relu");
    node.add_input("x");
    node.add_output(taken ? "a" : "b");
    attribute.mutable_g()->add_output()->set_name(taken ? "a" : "b");
  }
  model.output("y");
  const proto::Graph graph = model.imported();
  EXPECT_EQ(graph.note_size(), 0);
  EXPECT_EQ(graph.block(0).node(0).elementwise().function(), "relu");
}

}  // namespace
}  // namespace tessera
