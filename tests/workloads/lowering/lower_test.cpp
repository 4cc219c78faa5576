#include "workloads/lowering/lower.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "tests/workloads/lowering/program_sums.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Symbols = std::map<std::string, std::int64_t>;

BoundGraph bound(const std::string& model, const Symbols& symbols = {}) {
  const DataType type = DataType::kFp16;
  return bind(read_model(model, symbols), symbols, {type, type, type});
}

ChipSpec npu() { return read_chip({"npu-4x128", {}, {}}); }

TEST(Lower, ProgramsMultiplyWhatTheNetworkAsksFor) {
  for (const auto& [model, symbols] : std::vector<std::pair<std::string, Symbols>>{
           {"gemm:2048,2048,2048", {}},
           {"gemm:7,1000,333", {}},
           {"conv:1,56,56,64,128,3,3,2,1", {}},
           {"attention:3,12,4,64,100,77", {}},
           {"llama-3.1-8b", {{"batch", 1}, {"seq", 512}}},
           {"llama-3.1-8b", {{"batch", 8}, {"seq", 1}, {"kv", 4096}}}}) {
    const BoundGraph graph = bound(model, symbols);
    EXPECT_EQ(sums_of(lower(graph, npu(), {2}).program).useful_macs,
              static_cast<double>(graph.macs()))
        << model;
  }
}

TEST(Lower, OperatorRecordsSumToTheNetwork) {
  const BoundGraph graph = bound("llama-3.1-8b", {{"batch", 2}, {"seq", 64}});
  double flops = 0, lanes = 0, expected = 0;
  for (const OperatorRecord& record : lower(graph, npu()).program.operators) {
    flops += record.matrix_flops * static_cast<double>(record.repeat);
    lanes += record.vector_operations * static_cast<double>(record.repeat);
  }
  for (const BoundBlock& block : graph.blocks)
    for (const BoundNode& node : block.nodes)
      expected += node.work.vector.total() * static_cast<double>(block.repeat);
  EXPECT_EQ(flops, 2.0 * static_cast<double>(graph.macs()));
  EXPECT_DOUBLE_EQ(lanes, expected);
}

TEST(Lower, LayersStayFolded) {
  const BoundGraph graph = bound("llama-3.1-8b", {{"batch", 1}, {"seq", 128}});
  const Lowered lowered = lower(graph, npu());
  ASSERT_EQ(lowered.program.sections.size(), 3u);
  EXPECT_EQ(lowered.program.sections[1].repeat, 32);
}

}  // namespace
}  // namespace tessera
