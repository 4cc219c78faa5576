// Rows of measurements as graphs: shapes, types, and what is no such operator.
#include "sim/app/validate/silicon/operators.h"

#include <gmock/gmock.h>

#include "workloads/bound_graph.h"

namespace tessera::validation {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Measurement row(const std::string& op, const std::string& dtype,
                std::map<std::string, std::int64_t, std::less<>> shape) {
  Measurement result;
  result.op = op;
  result.dtype = dtype;
  result.shape = std::move(shape);
  return result;
}

BoundGraph bound(const Measurement& row) {
  return tessera::bind(operator_class(row.op)->graph(row), {}, {});
}

const BoundNode& node(const BoundGraph& graph) { return graph.blocks.at(0).nodes.at(0); }

TEST(SiliconOperators, AProductHasTokensForRowsAndAWeight) {
  const BoundGraph graph = bound(row("gemm", "bf16", {{"M", 3}, {"N", 5}, {"K", 7}}));
  const GemmShape& shape = *node(graph).work.gemm;
  EXPECT_EQ(shape.m, 3);
  EXPECT_EQ(shape.n, 5);
  EXPECT_EQ(shape.k, 7);
  EXPECT_EQ(graph.weight_bytes(), Bytes(5 * 7 * 2));
  EXPECT_EQ(node(graph).matrix_type, DataType::kBf16);
}

TEST(SiliconOperators, ProductsOfABatchHaveOperandsOfTheirOwn) {
  const BoundGraph graph =
      bound(row("batched_gemm", "bf16", {{"M", 3}, {"N", 5}, {"K", 7}, {"batch", 4}}));
  EXPECT_EQ(node(graph).work.gemm->batch, 4);
  EXPECT_FALSE(node(graph).work.gemm->shared_b);
}

TEST(SiliconOperators, AProductOfShortTypesLeavesSixteenBits) {
  const BoundGraph graph = bound(row("gemm", "fp8", {{"M", 4}, {"N", 8}, {"K", 16}}));
  EXPECT_EQ(node(graph).matrix_type, DataType::kFp8);
  EXPECT_EQ(node(graph).work.read, Bytes(4 * 16 + 16 * 8));
  EXPECT_EQ(node(graph).work.written, Bytes(4 * 8 * 2));
}

TEST(SiliconOperators, AttentionSeesTheCacheAndTheNewTokens) {
  const BoundGraph graph = bound(row("attention_prefill", "bf16",
                                     {{"batch", 2},
                                      {"heads", 8},
                                      {"kv_heads", 2},
                                      {"head_dim", 64},
                                      {"seq", 32},
                                      {"kv_len", 160}}));
  EXPECT_EQ(node(graph).kind, OperatorKind::kMove) << "a framework passes over its queries before";
  const AttentionShape& shape = *graph.blocks.at(0).nodes.at(1).work.attention;
  EXPECT_EQ(shape.seq, 32);
  EXPECT_EQ(shape.kv, 128);
  EXPECT_TRUE(shape.causal);
}

TEST(SiliconOperators, AProfilerSeesTheKernelOfAttentionAlone) {
  Measurement decode = row(
      "attention_decode", "bf16",
      {{"batch", 2}, {"heads", 8}, {"kv_heads", 2}, {"head_dim", 64}, {"seq", 1}, {"kv_len", 160}});
  decode.timing = "kernel_only_profiler";
  decode.older_software = true;
  const BoundGraph graph = bound(decode);
  EXPECT_TRUE(node(graph).work.attention);
  EXPECT_EQ(node(graph).outputs.size(), 1u) << "nothing is appended";
}

TEST(SiliconOperators, KernelsPadAGroupOfHeadsThatIsNotWhole) {
  const BoundGraph graph = bound(row("attention_decode", "bf16",
                                     {{"batch", 1},
                                      {"heads", 5},
                                      {"kv_heads", 2},
                                      {"head_dim", 64},
                                      {"seq", 1},
                                      {"kv_len", 160}}));
  EXPECT_EQ(graph.blocks.at(0).nodes.at(1).work.attention->heads, 6);
}

TEST(SiliconOperators, LatentAttentionHasTheGeometryOfDeepSeek) {
  const BoundGraph graph =
      bound(row("mla_decode", "bf16", {{"batch", 3}, {"heads", 16}, {"seq", 1}, {"kv_len", 100}}));
  const AttentionShape& shape = *graph.blocks.at(0).nodes.at(1).work.attention;
  EXPECT_EQ(shape.heads, 16);
  EXPECT_EQ(shape.kv, 99);
  EXPECT_EQ(shape.latent_dim + shape.rope_dim, 576);
}

TEST(SiliconOperators, AttentionOverFewerKeysThanNewTokensIsNotPredicted) {
  EXPECT_THROW(bound(row("attention_decode", "bf16",
                         {{"batch", 2},
                          {"heads", 8},
                          {"kv_heads", 2},
                          {"head_dim", 64},
                          {"seq", 2},
                          {"kv_len", 1}})),
               NotPredicted);
}

TEST(SiliconOperators, AConvolutionTakesRowsOfTheWindowFirst) {
  const BoundGraph graph = bound(row("conv", "fp16",
                                     {{"batch", 4},
                                      {"conv_w", 341},
                                      {"conv_h", 79},
                                      {"K", 32},
                                      {"N", 48},
                                      {"conv_r", 5},
                                      {"conv_s", 10},
                                      {"conv_stride", 2},
                                      {"conv_pad", 0}}));
  const BoundTensor& out = graph.tensors.at(static_cast<std::size_t>(node(graph).outputs.at(0)));
  EXPECT_EQ(out.shape, (std::vector<std::int64_t>{4, 48, 38, 166}));
}

TEST(SiliconOperators, ElementwiseOperatorsPassOverTheirRows) {
  struct Case {
    const char* op;
    std::int64_t read, written;  // elements
  };
  for (const Case& one : {Case{"rmsnorm", 6 * 8 + 8, 48},
                          {"layernorm", 6 * 8 + 8, 48},
                          {"softmax", 48, 48},
                          {"gelu", 48, 48},
                          {"silu_mul", 96, 48},
                          {"add", 96, 48},
                          {"rope", 48, 48}}) {
    const BoundGraph graph = bound(row(one.op, "fp16", {{"M", 6}, {"N", 8}}));
    EXPECT_EQ(node(graph).work.read, Bytes(2 * one.read)) << one.op;
    EXPECT_EQ(node(graph).work.written, Bytes(2 * one.written)) << one.op;
  }
}

TEST(SiliconOperators, ARowWithoutAShapeIsNotPredicted) {
  EXPECT_THAT(
      [] {
        gemm_graph(row("gemm", "bf16", {{"M", 1}, {"N", 1}}));
      },
      ThrowsMessage<NotPredicted>(HasSubstr("rows of gemm without K")));
}

TEST(SiliconOperators, TypesHaveTheirOwnNamesInTables) {
  EXPECT_EQ(type_of("bf16"), DataType::kBf16);
  EXPECT_NO_THROW(type_of("fp8_block"));
  EXPECT_NO_THROW(type_of("nvfp4"));
  EXPECT_NO_THROW(type_of("mxfp4"));
  EXPECT_THROW(type_of("posit8"), NotPredicted);
}

TEST(SiliconOperators, ReportsTellProductsApartByType) {
  EXPECT_EQ(report_class(row("gemm", "fp16", {})).key, "gemm_16bit");
  EXPECT_EQ(report_class(row("batched_gemm", "mxfp4", {})).key, "gemm_8bit");
  EXPECT_EQ(report_class(row("gemm", "fp32", {})).key, "gemm_fp32");
  EXPECT_EQ(report_class(row("rope", "fp16", {})).key, "elementwise");
  EXPECT_EQ(report_class(row("fft", "fp16", {})).key, "fft");
}

TEST(SiliconOperators, EveryClassIsListedOnce) {
  std::vector<std::string> keys;
  for (const ReportClass& known : operator_report_classes()) keys.push_back(known.key);
  EXPECT_THAT(keys,
              testing::ElementsAre("gemm_16bit", "gemm_8bit", "gemm_fp32", "attention_prefill",
                                   "attention_decode", "mla_prefill", "mla_decode", "moe",
                                   "elementwise", "convolution", "collectives"));
}

TEST(SiliconOperators, SizesOfCollectivesAreThoseOfAllPartsTogether) {
  const std::map<std::string, std::int64_t, std::less<>> shape = {{"bytes", 8192},
                                                                  {"n_devices", 4}};
  const auto contributed = [&](const std::string& op) {
    return node(bound(row(op, "fp16", shape))).work.collective->bytes;
  };
  EXPECT_EQ(contributed("all_reduce"), Bytes(8192));
  EXPECT_EQ(contributed("all_gather"), Bytes(2048));
  EXPECT_EQ(contributed("reduce_scatter"), Bytes(8192));
  EXPECT_EQ(contributed("alltoall"), Bytes(8192));
}

TEST(SiliconOperators, TheLayerOfACollectiveSaysWhoseKernelsRanAndOnWhichMachines) {
  Measurement of = row("all_reduce", "fp16", {{"bytes", 8192}, {"n_devices", 4}});
  of.words["layer"] = "devices_per_node=2";
  EXPECT_EQ(node(bound(of)).work.collective->chips_per_node, 2);
  EXPECT_EQ(collective_library(of, generic_library()).collective.direct.largest, Bytes(0));
  of.words["layer"] = "custom_allreduce";
  EXPECT_EQ(node(bound(of)).work.collective->chips_per_node, 0);
  EXPECT_EQ(collective_library(of, generic_library()), generic_library());
}

}  // namespace
}  // namespace tessera::validation
