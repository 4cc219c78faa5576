// Lists of modules that are not quantised, in the forms that checkpoints have them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/huggingface/checkpoint.h"
#include "workloads/bound_graph.h"
#include "workloads/import/huggingface/importer.h"
#include "workloads/import/huggingface/module_pattern.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

constexpr const char* kMixture =
    R"({"model_type": "qwen2_moe", "hidden_size": 256, "num_hidden_layers": 4, )"
    R"("num_attention_heads": 4, "num_key_value_heads": 4, "intermediate_size": 512, )"
    R"("moe_intermediate_size": 128, "num_experts": 8, "num_experts_per_tok": 2, )"
    R"("shared_expert_intermediate_size": 128, "mlp_only_layers": [0], "vocab_size": 1024, )"
    R"("quantization_config": )";

proto::Graph imported(const std::string& quantisation) {
  return import_huggingface_text("config.json", kMixture + quantisation + "}", "mixture");
}

using Types = std::map<std::string, std::string>;

// Of the weights that differ from the model's, as "block.weight".
Types types_in(const proto::Graph& graph) {
  Types types;
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::GraphTensor& tensor : block.tensor())
      if (tensor.role() == proto::WEIGHT && !tensor.dtype().empty())
        types[block.name() + "." + tensor.name()] = tensor.dtype();
  return types;
}

Types dense(const std::string& mixer, const std::string& ffn) {
  Types types;
  for (const char* one : {"qkv", "attention_out"})
    if (!mixer.empty()) types["dense_layer." + std::string(one) + "_weight"] = mixer;
  for (const char* one : {"gate_up", "down"})
    if (!ffn.empty()) types["dense_layer." + std::string(one) + "_weight"] = ffn;
  return types;
}

Types all(const std::string& mixer, const std::string& ffn, const std::string& shared,
          const std::string& experts) {
  Types types = dense(mixer, ffn);
  for (const char* one : {"qkv", "attention_out"})
    if (!mixer.empty()) types["layer." + std::string(one) + "_weight"] = mixer;
  for (const char* one : {"gate_up", "down"}) {
    if (!shared.empty()) types["layer.shared_" + std::string(one) + "_weight"] = shared;
    if (!experts.empty()) types["layer.expert_" + std::string(one) + "_weight"] = experts;
  }
  return types;
}

struct Case {
  const char* what;
  const char* config;
  Types types;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.what; }

class Quantised : public testing::TestWithParam<Case> {};

TEST_P(Quantised, StoresThePartsThatItNames) {
  const proto::Graph graph = imported(GetParam().config);
  EXPECT_EQ(types_in(graph), GetParam().types);
  EXPECT_GT(tessera::bind(graph, {}, {}).parameters(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    HuggingFace, Quantised,
    testing::Values(
        Case{"everything", R"({"quant_method": "fp8", "weight_block_size": [128, 128]})",
             all("fp8_block", "fp8_block", "fp8_block", "fp8_block")},
        Case{
            "attention stays",
            R"({"quant_method": "fp8", "modules_to_not_convert": ["lm_head", "self_attn", "gate"]})",
            all("", "fp8", "fp8", "fp8")},
        Case{"a part of one layer stays",
             R"({"quant_method": "fbgemm_fp8", "modules_to_not_convert": ["model.layers.0.mlp"]})",
             all("fp8", "", "fp8", "fp8")},
        Case{"only experts, as wildcards say",
             R"({"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn",
                 "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]})",
             all("", "", "", "mxfp4")},
        Case{"expressions and classes of compressed-tensors",
             R"({"quant_method": "compressed-tensors", "ignore": ["lm_head", "re:.*self_attn.*",
                 "re:.*shared_expert.*", "re:.*mlp\\.(gate|up|gate_up|down)_proj.*"],
                 "config_groups": {"group_0": {"targets": ["Linear"],
                 "weights": {"num_bits": 4, "type": "int", "group_size": 32}}}})",
             all("", "", "", "int4_g32")},
        Case{"groups that name modules before the class",
             R"({"quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": {
                 "group_0": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "float"},
                             "input_activations": {"num_bits": 8}},
                 "group_1": {"targets": ["re:.*mlp.experts.*"],
                             "weights": {"num_bits": 4, "type": "float", "group_size": 16},
                             "input_activations": {"num_bits": 4}}}})",
             all("fp8", "fp8", "fp8", "fp4")},
        Case{"ModelOpt's list",
             R"({"quant_method": "modelopt", "quant_algo": "NVFP4",
                 "exclude_modules": ["lm_head", "*self_attn*", "model.layers.0.*"]})",
             all("", "", "fp4", "fp4")},
        Case{"algorithms of single modules",
             R"({"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers": {
                 "model.layers.0.mlp.up_proj": {"quant_algo": "FP8"}}})",
             Types{{"dense_layer.gate_up_weight", "fp8"}}},
        Case{"GPTQ in groups", R"({"quant_method": "gptq", "bits": 4, "group_size": 128})",
             all("int4_g128", "int4_g128", "int4_g128", "int4_g128")},
        Case{"GPTQ by columns, but for what is named",
             R"({"quant_method": "gptq", "bits": 4, "group_size": -1,
                 "dynamic": {"-:.*shared_expert": {}}})",
             all("int4", "int4", "", "int4")},
        Case{"AWQ", R"({"quant_method": "awq", "w_bit": 4, "q_group_size": 64,
                        "modules_to_not_convert": ["mlp.shared_expert"]})",
             all("int4_g64", "int4_g64", "", "int4_g64")},
        Case{"AutoRound's single modules",
             R"({"quant_method": "auto-round", "bits": 4, "group_size": 128,
                 "extra_config": {"model.layers.0.self_attn": {"bits": 16}}})",
             [] {
               Types types = all("int4_g128", "int4_g128", "int4_g128", "int4_g128");
               types.erase("dense_layer.qkv_weight");
               types.erase("dense_layer.attention_out_weight");
               return types;
             }()},
        Case{"bitsandbytes",
             R"({"quant_method": "bitsandbytes", "load_in_8bit": true,
                 "llm_int8_skip_modules": ["lm_head", "mlp.experts"]})",
             all("int8", "int8", "int8", "")},
        Case{"Quark's own types of layers",
             R"({"quant_method": "quark", "exclude": ["lm_head", "*.mlp.gate"],
                 "global_quant_config": {"weight": {"dtype": "fp4", "group_size": 32},
                                         "input_tensors": {"dtype": "fp4"}},
                 "layer_quant_config": {"*self_attn*": {"weight": {"dtype": "fp8_e4m3"},
                                        "input_tensors": {"dtype": "fp8_e4m3"}}}})",
             all("fp8", "mxfp4", "mxfp4", "mxfp4")}));

TEST(Quantisation, OfModelOptIsReadFromItsOwnFile) {
  Checkpoint checkpoint;
  checkpoint.text("hf_quant_config.json",
                  R"({"producer": {"name": "modelopt"}, "quantization": {"quant_algo": "FP8",
                      "exclude_modules": ["lm_head", "model.layers.0.self_attn*"]}})");
  const Types types = types_in(read_model(checkpoint.folder().string()));
  EXPECT_FALSE(types.contains("layer.qkv_weight"));
  EXPECT_EQ(types.at("layer_2.qkv_weight"), "fp8");
  EXPECT_EQ(types.at("layer.down_weight"), "fp8");
}

TEST(Quantisation, OfExpertsWithoutActivationsMultipliesAsTheActivations) {
  const proto::Graph graph = imported(R"({"quant_method": "gptq", "bits": 4, "group_size": 128})");
  const BoundGraph bound = tessera::bind(graph, {}, {});
  int experts = 0;
  for (const BoundBlock& block : bound.blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.moe) {
        ++experts;
        EXPECT_EQ(node.matrix_type, DataType::kBf16);
      }
  EXPECT_EQ(experts, 1);
}

TEST(Quantisation, NotesAPatternThatIsNone) {
  const proto::Graph graph =
      imported(R"({"quant_method": "fp8", "modules_to_not_convert": ["re:(", "self_attn"]})");
  ASSERT_EQ(graph.note_size(), 1);
  EXPECT_NE(graph.note(0).find("names modules by \"re:(\", which is not read"), std::string::npos);
  EXPECT_EQ(types_in(graph), all("", "fp8", "fp8", "fp8"));
}

TEST(ModulePattern, IsAPartBetweenDotsAWildcardOrAnExpression) {
  const std::string name = "model.layers.12.mlp.gate_proj";
  for (const char* fitting :
       {"mlp", "gate_proj", "layers.12", "model.layers.12.mlp", "*.mlp.*", "model.layers.*.mlp",
        "re:.*gate", "re:model\\.layers\\.1.*", "Linear"})
    EXPECT_TRUE(ModulePattern(fitting).matches(name)) << fitting;
  for (const char* other : {"", "gate", "layers.1", "ml", "*.gate", "re:mlp", "re:.*gate$"})
    EXPECT_FALSE(ModulePattern(other).matches(name)) << other;
  EXPECT_TRUE(ModulePattern("model.layers.1.mlp").names_another_layer(12));
  EXPECT_FALSE(ModulePattern("model.layers.12").names_another_layer(12));
}

}  // namespace
}  // namespace tessera
