#include "sim/app/simulate/product_types.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "sim/app/simulate/inputs.h"
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

}  // namespace
}  // namespace tessera
