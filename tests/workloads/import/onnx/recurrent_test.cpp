// LSTM, GRU and RNN as products and gates.
#include "tests/workloads/import/onnx/small_models.h"

namespace tessera {
namespace {

// 64 inputs, 32 hidden; 10 steps of 4 sequences unless said otherwise.
SmallModel recurrent(const std::string& op, std::int64_t gates, std::int64_t directions = 1,
                     const std::string& steps = "10") {
  SmallModel model(14);
  model.input("x", {steps, "4", "64"});
  model.weight("w", {directions, gates * 32, 64});
  model.weight("r", {directions, gates * 32, 32});
  onnx::NodeProto& node = model.node(op, {"x", "w", "r"}, {"y", "last"});
  number_attribute(node, "hidden_size", 32);
  if (directions == 2) text_attribute(node, "direction", "bidirectional");
  model.output("y");
  model.output("last");
  return model;
}

TEST(OnnxRecurrent, MultipliesTheInputsOfAllStepsAtOnceAndTheStateStepByStep) {
  for (const auto& [op, gates] : {std::pair{"LSTM", 4}, {"GRU", 3}, {"RNN", 1}}) {
    const BoundGraph graph = recurrent(op, gates).bound();
    ASSERT_EQ(graph.blocks.size(), 3u) << op;
    const BoundNode& inputs = graph.blocks[0].nodes[1];
    EXPECT_EQ(inputs.work.macs(), 10 * 4 * 64 * gates * 32) << op;
    EXPECT_EQ(graph.blocks[1].repeat, 10) << op;
    EXPECT_EQ(graph.blocks[1].nodes[0].work.macs(), 4 * 32 * gates * 32) << op;
    EXPECT_EQ(graph.parameters(), gates * 32 * (64 + 32)) << op << ": all steps read one weight";
  }
}

TEST(OnnxRecurrent, FindsInEachStepWhatTheOneBeforeLeft) {
  const std::vector<BoundNode> step = recurrent("LSTM", 4).bound().blocks[1].nodes;
  ASSERT_EQ(step.size(), 2u);
  EXPECT_EQ(step[0].inputs[0], step[1].outputs[0]);
  EXPECT_EQ(step[1].function, "lstm_gates");
  EXPECT_EQ(step[1].work.vector.special, 4 * 32 * 8) << "three sigmoids of two, two tanh";
}

TEST(OnnxRecurrent, GoesBothWays) {
  const BoundGraph one = recurrent("GRU", 3).bound(), two = recurrent("GRU", 3, 2).bound();
  EXPECT_EQ(two.macs(), 2 * one.macs());
  EXPECT_EQ(two.parameters(), 2 * one.parameters());
}

TEST(OnnxRecurrent, FixesADynamicLengthAndSaysSo) {
  const proto::Graph graph = recurrent("RNN", 1, 1, "seq").imported({{"seq", 7}});
  EXPECT_EQ(graph.block(1).repeat(), 7);
  ASSERT_GT(graph.note_size(), 0);
  EXPECT_NE(graph.note(0).find("seq = 7"), std::string::npos) << graph.note(0);
}

}  // namespace
}  // namespace tessera
