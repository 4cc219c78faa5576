#include "sim/app/simulate/product_types.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

std::vector<std::string> notes_of(const std::string& chip, proto::Graph& graph) {
  std::vector<std::string> notes;
  widen_foreign_products(read_chip({chip, {}, {}}), graph, notes);
  return notes;
}

TEST(ProductTypes, StayWhereTheChipHasThem) {
  proto::Graph graph = read_model("deepseek-v3");
  EXPECT_TRUE(notes_of("h100-sxm", graph).empty());
  EXPECT_EQ(graph.SerializeAsString(), read_model("deepseek-v3").SerializeAsString());
}

TEST(ProductTypes, AreWidenedAndNamedOnceWhereItDoesNot) {
  proto::Graph graph = read_model("deepseek-v3");
  const std::vector<std::string> notes = notes_of("a100-sxm", graph);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_NE(notes[0].find("takes fp8_block: such weights are widened to bf16"), std::string::npos);
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node()) {
      EXPECT_FALSE(node.has_matmul() && node.matmul().has_multiply_as()) << node.name();
      if (node.has_moe()) {
        EXPECT_EQ(node.moe().multiply_as(), "bf16");
      }
    }
}

TEST(ProductTypes, AreThoseOfTheFlagWhereThereIsOne) {
  proto::Request request;
  request.set_chip("a100-sxm");
  request.set_model("deepseek-v3");
  request.set_dtype("bf16");
  const Inputs inputs = resolve(request);
  EXPECT_TRUE(inputs.notes.empty() || inputs.notes[0].find("widened") == std::string::npos);
  for (const proto::GraphBlock& block : inputs.graph.block())
    for (const proto::Node& node : block.node())
      EXPECT_FALSE(node.has_moe() && node.moe().has_multiply_as()) << node.name();
}

TEST(Images, EnterWithThePromptAndNotWithEveryStep) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("qwen3-vl-8b");
  request.set_phase("full");
  (*request.mutable_dim())["images"] = 2;
  const Inputs inputs = resolve(request);
  const Workload& w = inputs.workload;
  EXPECT_FALSE(bind_batch(inputs, prompt_chunk(w, 0, 256)).blocks[0].nodes.empty());
  EXPECT_TRUE(bind_batch(inputs, prompt_chunk(w, 256, 256)).blocks[0].nodes.empty());
  EXPECT_TRUE(bind_batch(inputs, step_after(w, 0)).blocks[0].nodes.empty());
}

}  // namespace
}  // namespace tessera
