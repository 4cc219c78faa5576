// Sequences and optionals are the tensors they hold; empty tensors and texts.
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

TEST(OnnxSequence, IsTheTensorsItWasMadeOf) {
  SmallModel model;
  model.input("a", {"4", "8"});
  model.input("b", {"6", "8"});
  model.scalar("second", 1);
  model.node("SequenceConstruct", {"a", "b"}, {"all"});
  model.node("SequenceAt", {"all", "second"}, {"one"});
  model.node("Exp", {"one"}, {"y"});
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "exp");
  EXPECT_EQ(graph.blocks[0].nodes.back().work.vector.special, 6 * 8);
}

TEST(OnnxSequence, MovesItsBytesWhereItIsSplitAndJoined) {
  SmallModel model;
  model.input("x", {"4", "8"});
  model.node("SplitToSequence", {"x"}, {"rows"});
  number_attribute(model.node("ConcatFromSequence", {"rows"}, {"y"}), "axis", 0);
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "slice slice slice slice concat");
  EXPECT_EQ(graph.blocks[0].nodes.back().work.written, Bytes(4 * 8 * 4));
}

TEST(OnnxSequence, OfTheNetworksInputCountsAsOneTensorAndSaysSo) {
  SmallModel model;
  model.sequence_input("all", {3, 5});
  model.scalar("first", 0);
  model.node("SequenceAt", {"all", "first"}, {"one"});
  model.node("Relu", {"one"}, {"y"});
  model.output("y");
  EXPECT_EQ(kinds_in(model.bound()), "relu");
  const proto::Graph graph = model.imported();
  ASSERT_EQ(graph.note_size(), 1);
  EXPECT_NE(graph.note(0).find("how many tensors 'all' holds"), std::string::npos);
}

TEST(OnnxSequence, GrowsInALoop) {
  SmallModel body;
  body.input("i", {}, onnx::TensorProto::INT64);
  body.input("go", {}, onnx::TensorProto::BOOL);
  body.input("sofar", {});
  body.node("Identity", {"go"}, {"go_on"});
  body.node("Exp", {"x"}, {"step"});
  body.node("SequenceInsert", {"sofar", "step"}, {"longer"});
  body.output("go_on");
  body.output("longer");
  SmallModel model;
  model.input("x", {"7"});
  model.scalar("trips", 3);
  model.node("SequenceEmpty", {}, {"none"});
  body_attribute(model.node("Loop", {"trips", "", "none"}, {"all"}), "body", body);
  number_attribute(model.node("ConcatFromSequence", {"all"}, {"y"}), "axis", 0);
  model.output("y");
  const BoundGraph graph = model.bound();
  EXPECT_EQ(kinds_in(graph), "exp exp exp concat");
  EXPECT_EQ(graph.blocks[0].nodes.back().work.written, Bytes(3 * 7 * 4));
}

TEST(OnnxText, IsMovedAsReferencesAndNothingComputesWithIt) {
  SmallModel model;
  model.input("words", {"6"}, onnx::TensorProto::STRING);
  number_attribute(model.node("Cast", {"words"}, {"y"}), "to", onnx::TensorProto::FLOAT);
  model.output("y");
  const BoundNode node = model.bound().blocks[0].nodes[0];
  EXPECT_EQ(node.kind, OperatorKind::kUnsupported);
  EXPECT_EQ(node.work.read, Bytes(6 * 8));
}

TEST(OnnxEmptyTensor, HoldsNoWork) {
  SmallModel model;
  model.input("x", {"4", "0"});
  model.input("z", {"4", "3"});
  number_attribute(model.node("Concat", {"x", "z"}, {"all"}), "axis", 1);
  model.node("Exp", {"x"}, {"nothing"});
  model.output("all");
  model.output("nothing");
  const BoundGraph graph = model.bound();
  ASSERT_EQ(kinds_in(graph), "concat");
  EXPECT_EQ(graph.blocks[0].nodes[0].work.written, Bytes(12 * 4));
}

TEST(OnnxEmptyTensor, IsSummedToZerosThatAreWritten) {
  SmallModel model;
  model.input("x", {"4", "0"});
  model.input("w", {"0", "5"});
  model.node("MatMul", {"x", "w"}, {"y"});
  model.output("y");
  EXPECT_EQ(kinds_in(model.bound()), "fill");
  EXPECT_EQ(model.bound().blocks[0].nodes[0].work.written, Bytes(20 * 4));
}

TEST(OnnxConstants, AreWrittenOnceWhereNothingElseRuns) {
  SmallModel model;
  model.input("x", {"4", "8"});
  model.node("Shape", {"x"}, {"y"});
  model.output("y");
  EXPECT_EQ(kinds_in(model.bound()), "fill");
  EXPECT_EQ(model.bound().blocks[0].nodes[0].work.written, Bytes(2 * 8));
  EXPECT_NE(model.imported().note(0).find("computes nothing at run time"), std::string::npos);
}

}  // namespace
}  // namespace tessera
