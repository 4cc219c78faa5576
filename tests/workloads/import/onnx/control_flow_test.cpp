// Branches, loops, scans and functions are written out as the nodes that run.
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

SmallModel branch(const std::string& op, const std::string& other = "") {
  SmallModel body;
  body.node(op, {"x"}, {other.empty() ? "r" : "inner"});
  if (!other.empty()) body.node(other, {"inner"}, {"r"});
  body.output("r");
  return body;
}

// Both branches read x of the graph around.
SmallModel branching(bool known, std::int64_t value = 0) {
  SmallModel model;
  model.input("x", {"8", "16"});
  if (known)
    model.scalar("c", value, onnx::TensorProto::BOOL);
  else
    model.input("c", {}, onnx::TensorProto::BOOL);
  SmallModel yes = branch("Exp"), no = branch("Sin", "Sqrt");
  onnx::NodeProto& node = model.node("If", {"c"}, {"y"});
  body_attribute(node, "then_branch", yes);
  body_attribute(node, "else_branch", no);
  model.output("y");
  return model;
}

TEST(OnnxIf, TakesTheBranchThatAConstantNames) {
  EXPECT_EQ(kinds_in(branching(true, 1).bound()), "exp");
  EXPECT_EQ(kinds_in(branching(true, 0).bound()), "sin sqrt");
  EXPECT_EQ(branching(true, 1).imported().note_size(), 0);
}

TEST(OnnxIf, TakesTheLargerBranchWhereTheConditionIsNotKnownAndSaysSo) {
  EXPECT_EQ(kinds_in(branching(false).bound()), "sin sqrt");
  const proto::Graph graph = branching(false).imported();
  ASSERT_EQ(graph.note_size(), 1);
  EXPECT_NE(graph.note(0).find("the condition 'c' is known at run time only"), std::string::npos)
      << graph.note(0);
}

// As PyTorch traces `if x.dim() == 2`: the rank behind one branch decides about the next.
TEST(OnnxIf, WaitsForABranchWhoseShapeDecidesAboutIt) {
  SmallModel squeezed, kept = branch("Identity");
  squeezed.integers("axis", {0});
  squeezed.node("Squeeze", {"x", "axis"}, {"r"});
  squeezed.output("r");
  SmallModel model = branching(true, 1);
  model.scalar("two", 2);
  onnx::GraphProto& graph = *model.model().mutable_graph();
  graph.mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_value(1);
  onnx::NodeProto& first = *graph.mutable_node(0);
  first.clear_attribute();
  body_attribute(first, "then_branch", squeezed);
  body_attribute(first, "else_branch", kept);
  model.node("Shape", {"y"}, {"shape"});
  model.node("Size", {"shape"}, {"rank"});
  model.node("Equal", {"rank", "two"}, {"is_matrix"});
  SmallModel of_matrix, of_vector;
  of_matrix.node("Exp", {"y"}, {"inner"});
  of_matrix.node("Sqrt", {"inner"}, {"r"});
  of_vector.node("Sin", {"y"}, {"r"});
  for (SmallModel* body : {&of_matrix, &of_vector}) body->output("r");
  onnx::NodeProto& second = model.node("If", {"is_matrix"}, {"z"});
  body_attribute(second, "then_branch", of_matrix);
  body_attribute(second, "else_branch", of_vector);
  model.output("z");
  EXPECT_EQ(kinds_in(model.bound()), "sin");
  EXPECT_EQ(model.imported().note_size(), 0);
}

// state = relu(state W), and the sum of each step is stacked.
SmallModel looping(std::int64_t trips) {
  SmallModel body;
  body.input("i", {}, onnx::TensorProto::INT64);
  body.input("go", {}, onnx::TensorProto::BOOL);
  body.input("state", {"4", "32"});
  body.node("Identity", {"go"}, {"go_on"});
  body.node("MatMul", {"state", "w"}, {"product"});
  body.node("Relu", {"product"}, {"next"});
  body.node("Exp", {"next"}, {"step"});
  for (const char* output : {"go_on", "next", "step"}) body.output(output);
  SmallModel model;
  model.input("x", {"4", "32"});
  model.weight("w", {32, 32});
  if (trips >= 0)
    model.scalar("trips", trips);
  else
    model.input("trips", {}, onnx::TensorProto::INT64);
  onnx::NodeProto& node = model.node("Loop", {"trips", "", "x"}, {"last", "all"});
  node.set_name("loop");
  body_attribute(node, "body", body);
  model.output("last");
  model.output("all");
  return model;
}

TEST(OnnxLoop, RunsItsBodyAsOftenAsAConstantSays) {
  const BoundGraph graph = looping(3).bound();
  EXPECT_EQ(graph.macs(), 3 * 4 * 32 * 32);
  EXPECT_EQ(kinds_in(graph), "matmul relu exp matmul relu exp matmul relu exp stack");
  EXPECT_EQ(graph.parameters(), 32 * 32) << "all copies read one weight";
  EXPECT_EQ(graph.blocks.back().nodes.back().work.written, Bytes(3 * 4 * 32 * 4));
}

TEST(OnnxLoop, BecomesARepeatedBlockWhereItIsLong) {
  const BoundGraph graph = looping(1000).bound();
  ASSERT_EQ(graph.blocks.size(), 3u);
  EXPECT_EQ(graph.blocks[1].repeat, 1000);
  EXPECT_EQ(graph.macs(), std::int64_t{1000} * 4 * 32 * 32);
  EXPECT_EQ(graph.parameters(), 32 * 32) << "all copies read one weight";
  const std::vector<BoundNode>& body = graph.blocks[1].nodes;
  EXPECT_EQ(body[1].outputs[0], body[0].inputs[0]) << "each copy reads what the one before left";
}

TEST(OnnxLoop, CountsOnceWhereItsTripsAreNotKnownAndSaysSo) {
  EXPECT_EQ(looping(-1).bound().macs(), 4 * 32 * 32);
  const proto::Graph graph = looping(-1).imported();
  ASSERT_GT(graph.note_size(), 0);
  EXPECT_NE(graph.note(0).find("how often loop 'loop' runs"), std::string::npos) << graph.note(0);
}

TEST(OnnxLoop, HandsItsStateOnWhereItNeverRuns) { EXPECT_EQ(looping(0).bound().macs(), 0); }

TEST(OnnxLoop, HoldsOthersInside) {
  SmallModel yes = branch("Exp"), no = branch("Sin");
  SmallModel body;
  body.input("i", {}, onnx::TensorProto::INT64);
  body.input("go", {}, onnx::TensorProto::BOOL);
  body.input("x", {"8"});
  body.node("Identity", {"go"}, {"go_on"});
  onnx::NodeProto& inner = body.node("If", {"c"}, {"next"});
  body_attribute(inner, "then_branch", yes);
  body_attribute(inner, "else_branch", no);
  body.output("go_on");
  body.output("next");
  SmallModel model;
  model.input("start", {"8"});
  model.scalar("c", 1, onnx::TensorProto::BOOL);
  model.scalar("trips", 2);
  body_attribute(model.node("Loop", {"trips", "", "start"}, {"y"}), "body", body);
  model.output("y");
  EXPECT_EQ(kinds_in(model.bound()), "exp exp");
}

TEST(OnnxScan, GoesThroughASequenceStepByStep) {
  SmallModel body(11);
  body.input("sum", {"16"});
  body.input("next", {"16"});
  body.node("Add", {"sum", "next"}, {"sum_out"});
  body.node("Exp", {"sum_out"}, {"step"});
  body.output("sum_out");
  body.output("step");
  SmallModel model(11);
  model.input("start", {"16"});
  model.input("x", {"5", "16"});
  onnx::NodeProto& node = model.node("Scan", {"start", "x"}, {"last", "all"});
  number_attribute(node, "num_scan_inputs", 1);
  body_attribute(node, "body", body);
  model.output("last");
  model.output("all");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "slice add exp add exp add exp add exp add exp stack");
  EXPECT_EQ(graph.blocks[0].nodes.back().work.written, Bytes(5 * 16 * 4));
}

TEST(OnnxFunction, IsTimedByTheNodesThatItsSchemaDefines) {
  SmallModel model;
  model.input("scores", {"8", "10"});
  model.input("labels", {"8"}, onnx::TensorProto::INT64);
  model.node("SoftmaxCrossEntropyLoss", {"scores", "labels"}, {"loss"});
  model.output("loss");
  const BoundGraph graph = model.bound();
  EXPECT_NE(kinds_in(graph).find("softmax"), std::string::npos) << kinds_in(graph);
  EXPECT_NE(kinds_in(graph).find("mean"), std::string::npos) << "its loss is one inside it";
  EXPECT_EQ(kinds_in(graph).find("Loss"), std::string::npos) << kinds_in(graph);
}

TEST(Onnx, KeepsTheShapeOfAnUnknownResultToItself) {  // libonnx looked at a type that is not there
  SmallModel model;
  model.input("x", {"8", "16"});
  model.node("Fancy", {"x"}, {"y"}).set_domain("com.example");
  model.node("Shape", {"y"}, {"shape"});
  model.node("Relu", {"x"}, {"z"});
  model.output("shape");
  model.output("z");
  EXPECT_NE(mistake_in(model.file(), ExitCode::kUnsupported).find("(Fancy)"), std::string::npos);
}

}  // namespace
}  // namespace tessera
