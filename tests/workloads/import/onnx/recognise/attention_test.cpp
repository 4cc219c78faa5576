#include "tests/workloads/import/onnx/recognise/with_and_without.h"

namespace tessera {
namespace {

// A block of attention as PyTorch exports it: 8 tokens, heads of 16.
class Block : public SmallModel {
 public:
  Block(int heads, int kv_heads) : heads_(heads), kv_heads_(kv_heads) {
    input("x", {"2", "8", std::to_string(heads * 16)});
    number("scale", 4);
    number("smallest", -1e9F);
    for (const char* which : {"q", "k", "v"}) project(which);
  }

  // [2, heads, 8, 16]
  void split(const std::string& which, const std::vector<std::int64_t>& order = {0, 2, 1, 3}) {
    const int heads = which == "q" ? heads_ : kv_heads_;
    integers(which + "_dims", {2, 8, heads, 16});
    node("Reshape", {which, which + "_dims"}, {which + "_split"});
    attribute(node("Transpose", {which + "_split"}, {which + "_heads"}), "perm", order);
  }

  // Each head of keys and values as often as there are queries for it.
  std::string repeated(const std::string& which) {
    const int times = heads_ / kv_heads_;
    if (kv_heads_ == heads_) return which + "_heads";
    integers(which + "_axis", {2});
    integers(which + "_wide", {2, kv_heads_, times, 8, 16});
    integers(which + "_joined", {2, heads_, 8, 16});
    node("Unsqueeze", {which + "_heads", which + "_axis"}, {which + "_one"});
    node("Expand", {which + "_one", which + "_wide"}, {which + "_many"});
    node("Reshape", {which + "_many", which + "_joined"}, {which + "_repeated"});
    return which + "_repeated";
  }

  void join() {
    attribute(node("Transpose", {"attended"}, {"rows"}), "perm", {0, 2, 1, 3});
    integers("row_dims", {2, 8, heads_ * 16});
    node("Reshape", {"rows", "row_dims"}, {"y"});
    output("y");
  }

 private:
  void project(const std::string& which) {
    const std::int64_t width = (which == "q" ? heads_ : kv_heads_) * 16;
    weight("w" + which, {heads_ * 16, width});
    node("MatMul", {"x", "w" + which}, {which});
  }

  int heads_, kv_heads_;
};

enum class Mask { kNone, kTriangle, kPadding };

Block attention(Mask mask, int kv_heads = 4) {
  Block model(4, kv_heads);
  model.split("q");
  model.split("k");
  model.split("v");
  attribute(model.node("Transpose", {model.repeated("k")}, {"turned"}), "perm", {0, 1, 3, 2});
  model.node("MatMul", {"q_heads", "turned"}, {"product"});
  model.node("Div", {"product", "scale"}, {"scores"});
  std::string scores = "scores";
  if (mask == Mask::kPadding) {
    model.input("mask", {"2", "1", "1", "8"});
    model.node("Add", {"scores", "mask"}, {"masked"});
    scores = "masked";
  } else if (mask == Mask::kTriangle) {
    onnx::TensorProto& triangle = *model.model().mutable_graph()->add_initializer();
    triangle.set_name("triangle");
    triangle.set_data_type(onnx::TensorProto::BOOL);
    for (const int dim : {1, 1, 8, 8}) triangle.add_dims(dim);
    for (int i = 0; i < 64; ++i) triangle.add_int32_data(i % 8 <= i / 8 ? 1 : 0);
    model.node("Where", {"triangle", "scores", "smallest"}, {"masked"});
    scores = "masked";
  }
  model.node("Softmax", {scores}, {"weights"});
  model.node("MatMul", {"weights", model.repeated("v")}, {"attended"});
  model.join();
  return model;
}

const BoundNode& attention_in(const BoundGraph& graph) { return graph.blocks[0].nodes[3]; }

TEST(RecogniseAttention, TakesInTheHeadsAroundIt) {
  EXPECT_EQ(recognised(attention(Mask::kNone)), "matmul matmul matmul attention");
  EXPECT_EQ(recognised(attention(Mask::kPadding)), "matmul matmul matmul attention");
  EXPECT_EQ(import_onnx_and_say(attention(Mask::kNone).file(), {}).statement.recognised,
            (OperatorCounts{{"attention", 1}}));
}

TEST(RecogniseAttention, KnowsThatATriangleIsCausal) {
  const BoundGraph graph = with(attention(Mask::kTriangle), Recognising::kOn);
  EXPECT_TRUE(attention_in(graph).work.attention->causal);
  EXPECT_FALSE(
      attention_in(with(attention(Mask::kPadding), Recognising::kOn)).work.attention->causal);
  const std::int64_t left_out = 2 * 4 * 32 * (8 * 7 / 2);  // pairs above the diagonal
  EXPECT_EQ(graph.macs() + left_out, with(attention(Mask::kTriangle), Recognising::kOff).macs());
}

TEST(RecogniseAttention, SharesKeysAmongTheQueriesOfAGroup) {
  const Block model = attention(Mask::kPadding, 2);
  EXPECT_EQ(recognised(model), "matmul matmul matmul attention");
  EXPECT_EQ(attention_in(with(model, Recognising::kOn)).work.attention->kv_heads, 2);
}

TEST(RecogniseAttention, TakesScalesInFrontOfBothOperands) {
  Block model(4, 4);
  model.split("q");
  model.split("k", {0, 2, 3, 1});
  model.split("v");
  model.node("Mul", {"q_heads", "scale"}, {"q_scaled"});
  model.node("Mul", {"k_heads", "scale"}, {"k_scaled"});
  model.node("MatMul", {"q_scaled", "k_scaled"}, {"scores"});
  model.node("Softmax", {"scores"}, {"weights"});
  model.node("MatMul", {"weights", "v_heads"}, {"attended"});
  model.join();
  EXPECT_EQ(recognised(model), "matmul matmul matmul attention");
}

TEST(RecogniseAttention, LeavesScoresThatOthersRead) {
  Block model = attention(Mask::kNone);
  model.output("weights");
  EXPECT_EQ(recognised(model).find("attention"), std::string::npos);
}

TEST(RecogniseAttention, LeavesKeysThatAreNotAsManyAsTheQueries) {
  SmallModel model;
  model.input("q", {"2", "4", "8", "16"});
  model.input("k", {"2", "4", "16", "32"});
  model.input("v", {"2", "4", "32", "16"});
  model.node("MatMul", {"q", "k"}, {"scores"});
  model.node("Softmax", {"scores"}, {"weights"});
  model.node("MatMul", {"weights", "v"}, {"y"});
  model.output("y");
  EXPECT_EQ(recognised(model), "matmul softmax matmul");
}

// Keys and values are put behind those of the steps before.
TEST(RecogniseAttention, ReadsACacheThatIsAppendedTo) {
  Block model(4, 4);
  for (const std::string which : {"q", "k", "v"}) model.split(which);
  for (const std::string which : {"k", "v"}) {
    model.input("past_" + which, {"2", "4", "100", "16"});
    number_attribute(
        model.node("Concat", {"past_" + which, which + "_heads"}, {"present_" + which}), "axis", 2);
    model.output("present_" + which);
  }
  attribute(model.node("Transpose", {"present_k"}, {"turned"}), "perm", {0, 1, 3, 2});
  model.node("MatMul", {"q_heads", "turned"}, {"product"});
  model.node("Div", {"product", "scale"}, {"scores"});
  model.node("Softmax", {"scores"}, {"weights"});
  model.node("MatMul", {"weights", "present_v"}, {"attended"});
  model.join();
  EXPECT_EQ(recognised(model), "matmul matmul matmul attention");
  const BoundGraph graph = with(model, Recognising::kOn);
  EXPECT_EQ(attention_in(graph).work.attention->kv, 100);
  EXPECT_EQ(graph.kv_bytes(), Bytes(2 * 2 * 4 * 108 * 16 * 4));
}

}  // namespace
}  // namespace tessera
