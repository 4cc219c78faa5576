#include "workloads/import/huggingface/importer.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Fields = std::map<std::string, std::string>;

// The hyper-parameters of meta-llama/Meta-Llama-3.1-8B.
Fields llama8b() {
  return {{"architectures", "[\"LlamaForCausalLM\"]"},
          {"model_type", "\"llama\""},
          {"hidden_act", "\"silu\""},
          {"hidden_size", "4096"},
          {"intermediate_size", "14336"},
          {"num_attention_heads", "32"},
          {"num_hidden_layers", "32"},
          {"num_key_value_heads", "8"},
          {"tie_word_embeddings", "false"},
          {"torch_dtype", "\"bfloat16\""},
          {"vocab_size", "128256"}};
}

std::filesystem::path written(const std::string& text) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "tessera_huggingface" / test->name();
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json") << text;
  return folder / "config.json";
}

std::filesystem::path config(const Fields& fields) {
  std::string text = "{\n";
  for (const auto& [name, value] : fields)
    text += (text.size() == 2 ? "  \"" : ",\n  \"") + name + "\": " + value;
  return written(text + "\n}\n");
}

std::string mistake_in(const std::filesystem::path& file, ExitCode code = ExitCode::kBadInput) {
  try {
    import_huggingface(file);
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "none";
}

std::int64_t parameters(const Fields& fields) {
  return tessera::bind(import_huggingface(config(fields)), {}, {}).parameters();
}

proto::Graph without_places(proto::Graph graph) {
  graph.clear_name();
  graph.clear_source();
  for (auto& tensor : *graph.mutable_tensor()) tensor.clear_place();
  for (auto& block : *graph.mutable_block()) {
    block.clear_place();
    for (auto& tensor : *block.mutable_tensor()) tensor.clear_place();
    for (auto& node : *block.mutable_node()) node.clear_place();
  }
  return graph;
}

TEST(HuggingFace, GivesTheLibrarysLlamaNodeForNode) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  // Tensors are declared in another order.
  differencer.TreatAsSet(proto::GraphBlock::descriptor()->FindFieldByName("tensor"));
  differencer.TreatAsSet(proto::Graph::descriptor()->FindFieldByName("tensor"));
  EXPECT_TRUE(differencer.Compare(without_places(import_huggingface(config(llama8b()))),
                                  without_places(read_model("llama-3.1-8b"))))
      << differences;
}

TEST(HuggingFace, ReadsTheFolderAsWellAsTheFile) {
  const std::filesystem::path file = config(llama8b());
  EXPECT_EQ(read_model(file.string()).name(), read_model(file.parent_path().string()).name());
  EXPECT_EQ(read_model(file.string()).name(), "ReadsTheFolderAsWellAsTheFile");
}

TEST(HuggingFace, CountsATiedEmbeddingOnce) {
  Fields tied = llama8b();
  tied["tie_word_embeddings"] = "true";
  EXPECT_EQ(parameters(llama8b()) - parameters(tied), 128256 * 4096);
}

TEST(HuggingFace, GivesQwen2ItsBiasesAndQwen3ItsNorms) {
  Fields qwen = llama8b();
  qwen["model_type"] = "\"qwen2\"";
  EXPECT_EQ(parameters(qwen) - parameters(llama8b()), 32 * 6144);
  qwen["model_type"] = "\"qwen3\"";
  EXPECT_EQ(parameters(qwen) - parameters(llama8b()), 32 * 2 * 128);
}

TEST(HuggingFace, TakesAHeadDimensionThatIsNotTheQuotient) {
  Fields wide = llama8b();
  wide["head_dim"] = "256";
  EXPECT_EQ(parameters(wide) - parameters(llama8b()), 32LL * 4096 * (6144 + 4096));
}

TEST(HuggingFace, NamesEveryMissingFieldAtOnce) {
  const std::string mistake = mistake_in(config({{"model_type", "\"llama\""}}));
  for (const char* field : {"hidden_size", "intermediate_size", "num_attention_heads",
                            "num_hidden_layers", "vocab_size"})
    EXPECT_NE(mistake.find(std::string(field) + " is missing, must be a whole number"),
              std::string::npos)
        << mistake;
}

TEST(HuggingFace, SaysTheLineOfAWrongField) {
  const std::filesystem::path file = written(
      "{\n  \"model_type\": \"llama\",\n  \"vocab_size\": 1, \"hidden_size\": \"big\"\n}\n");
  EXPECT_NE(mistake_in(file).find(file.string() +
                                  ":3:20: hidden_size is \"big\", must be a whole number"),
            std::string::npos)
      << mistake_in(file);
}

TEST(HuggingFace, SaysWhereTheTextIsNoJson) {
  const std::filesystem::path file =
      written("{\n  \"model_type\": \"llama\",\n  vocab_size: 1\n}\n");
  EXPECT_EQ(mistake_in(file).substr(0, file.string().size() + 5), file.string() + ":3:3:");
}

TEST(HuggingFace, AllowsWhatPythonWritesForInfinity) {
  Fields fields = llama8b();
  fields["time_step_limit"] = "[0.0, Infinity]";
  EXPECT_EQ(mistake_in(config(fields)), "none");
}

TEST(HuggingFace, SurvivesATextThatNestsAMillionBrackets) {
  EXPECT_NE(mistake_in(written(std::string(1'000'000, '['))), "none");
}

TEST(HuggingFace, RefusesHeadsThatDoNotDivide) {
  Fields fields = llama8b();
  fields["num_key_value_heads"] = "5";
  EXPECT_NE(mistake_in(config(fields)).find("num_attention_heads is 32, must be a multiple of"),
            std::string::npos);
  fields["num_key_value_heads"] = "8";
  fields["hidden_size"] = "4097";
  EXPECT_NE(mistake_in(config(fields)).find("hidden_size is 4097, must be a multiple of"),
            std::string::npos);
}

TEST(HuggingFace, NamesAnArchitectureItDoesNotKnowThoseItDoesAndWhatItCouldNotRead) {
  Fields fields = llama8b();
  fields["model_type"] = "\"qwen33\"";
  fields.erase("intermediate_size");
  const std::string mistake = mistake_in(config(fields), ExitCode::kUnsupported);
  EXPECT_NE(mistake.find("architecture \"qwen33\" is not supported, must be one of qwen3"),
            std::string::npos)
      << mistake;
  EXPECT_NE(mistake.find("it has no intermediate_size"), std::string::npos) << mistake;
}

TEST(HuggingFace, NamesTheNearestFamilyOfInventedOnesAndWhatIsMissing) {
  for (const auto& [type, nearest, missing] :
       {std::array<const char*, 3>{"llama9", "llama", "num_key_value_heads, intermediate_size"},
        {"gpt_neox_xl", "gpt_neox", "num_key_value_heads, intermediate_size"},
        {"deepsee_v4", "deepseek_v", "num_key_value_heads, intermediate_size"}}) {
    const std::string mistake = mistake_in(config({{"model_type", std::string("\"") + type + "\""},
                                                   {"n_embd", "64"},
                                                   {"n_layer", "2"},
                                                   {"n_head", "2"},
                                                   {"vocab_size", "100"}}),
                                           ExitCode::kUnsupported);
    EXPECT_NE(mistake.find(std::string("architecture \"") + type +
                           "\" is not supported, must be one of " + nearest),
              std::string::npos)
        << mistake;
    EXPECT_NE(mistake.find(std::string("it has no ") + missing), std::string::npos) << mistake;
  }
}

// Qwen/Qwen2.5-VL-7B-Instruct's config.json: windows of 112 pixels, patches of 14.
TEST(HuggingFace, AttendsInWindowsOfAnImageWhereTheConfigSaysSo) {
  const proto::Graph graph = import_huggingface(written(
      R"({"model_type": "qwen2_5_vl", "hidden_size": 3584, "num_hidden_layers": 28,
          "num_attention_heads": 28, "num_key_value_heads": 4, "intermediate_size": 18944,
          "vocab_size": 152064, "vision_config": {"depth": 32, "hidden_act": "silu",
          "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "in_chans": 3,
          "out_hidden_size": 3584, "patch_size": 14, "spatial_merge_size": 2,
          "temporal_patch_size": 2, "window_size": 112,
          "fullatt_block_indexes": [7, 15, 23, 31]}})"));
  const auto attention = [&](std::int64_t patches) {
    std::int64_t batch = 0, full = 0, layers = 0;
    const BoundGraph seen = tessera::bind(graph, {{"images", 2}, {"patches", patches}}, {});
    for (const BoundBlock& block : seen.blocks)
      for (const BoundNode& node : block.nodes)
        if (node.work.attention && block.name.starts_with("vision")) {
          layers += block.repeat;
          const AttentionShape& shape = *node.work.attention;
          EXPECT_EQ(shape.batch * shape.seq, 2 * patches);
          if (shape.batch == 2) full += block.repeat;
          if (shape.batch != 2) batch = shape.batch;
        }
    EXPECT_EQ(layers, 32);
    return std::pair(batch, full);
  };
  EXPECT_EQ(attention(1024), (std::pair<std::int64_t, std::int64_t>{2 * 16, 4}));
  EXPECT_EQ(attention(1000), (std::pair<std::int64_t, std::int64_t>{0, 32})) << "no whole windows";
}

TEST(HuggingFace, AsksForWhatAMixtureOfExpertsNeeds) {
  Fields fields = llama8b();
  fields["num_local_experts"] = "8";
  EXPECT_NE(mistake_in(config(fields)).find("num_experts_per_tok is missing"), std::string::npos);
  fields["num_experts_per_tok"] = "9";
  EXPECT_NE(mistake_in(config(fields))
                .find("num_experts_per_tok is 9, must be at most the number of experts (8)"),
            std::string::npos);
}

std::vector<std::string> notes(const proto::Graph& graph) {
  return {graph.note().begin(), graph.note().end()};
}

const proto::Node& attention_in(const proto::Graph& graph, int block) {
  for (const proto::Node& node : graph.block(block).node())
    if (node.has_attention()) return node;
  throw std::out_of_range("no attention");
}

TEST(HuggingFace, GivesEveryLayerOfMistralItsWindow) {
  Fields fields = llama8b();
  fields["model_type"] = "\"mistral\"";
  fields["sliding_window"] = "4096";
  const proto::Graph graph = import_huggingface(config(fields));
  EXPECT_TRUE(notes(graph).empty());
  ASSERT_EQ(graph.block_size(), 3);
  EXPECT_EQ(attention_in(graph, 1).attention().window(), "4096");
  EXPECT_EQ(attention_in(graph, 1).attention().kv(), "min(kv, 4096)");
}

TEST(HuggingFace, FoldsLayersThatAlternateIntoPairs) {
  Fields fields = llama8b();
  fields["model_type"] = "\"gemma2\"";
  fields["head_dim"] = "128";
  fields["sliding_window"] = "4096";
  const proto::Graph graph = import_huggingface(config(fields));
  ASSERT_EQ(graph.block_size(), 3);
  EXPECT_EQ(graph.block(1).name(), "layers");
  EXPECT_EQ(graph.block(1).repeat(), 16);
  const proto::Node& first = attention_in(graph, 1);
  EXPECT_EQ(first.name(), "window_layer.attention");
  EXPECT_TRUE(first.attention().has_window());
}

TEST(HuggingFace, ReadsTheLanguageModelInsideAnother) {
  std::string text =
      "{\"model_type\": \"some_vl\", \"tie_word_embeddings\": true, \"text_config\": {";
  for (const auto& [name, value] : llama8b())
    if (name != "tie_word_embeddings") text += "\"" + name + "\": " + value + ", ";
  const proto::Graph graph = import_huggingface(written(text + "\"x\": 0}}"));
  EXPECT_EQ(tessera::bind(graph, {}, {}).parameters(), parameters(llama8b()) - 128256 * 4096);
}

TEST(HuggingFace, SaysTheLineOfAWrongFieldInside) {
  const std::filesystem::path file = written(
      "{\"model_type\": \"x\", \"text_config\": {\n \"model_type\": \"llama\", \"vocab_size\": "
      "0}}");
  EXPECT_NE(mistake_in(file).find(":2:25: text_config.vocab_size is 0, must be a whole number"),
            std::string::npos)
      << mistake_in(file);
}

std::map<std::string, std::string> weight_types_of(const Fields& fields) {
  std::map<std::string, std::string> types;
  const proto::Graph graph = import_huggingface(config(fields));
  for (const proto::GraphTensor& tensor : graph.block(1).tensor())
    if (tensor.role() == proto::WEIGHT) types[tensor.name()] = tensor.dtype();
  return types;
}

TEST(HuggingFace, StoresTheWeightsAsTheQuantisationSays) {
  Fields fields = llama8b();
  fields["quantization_config"] = "{\"quant_method\": \"awq\", \"bits\": 4}";
  EXPECT_EQ(weight_types_of(fields).at("qkv_weight"), "int4");
  EXPECT_EQ(weight_types_of(fields).at("ffn_norm_weight"), "");
  fields["quantization_config"] = "{\"quant_method\": \"fp8\", \"weight_block_size\": [128, 128]}";
  EXPECT_EQ(weight_types_of(fields).at("down_weight"), "fp8_block");
  fields["quantization_config"] =
      "{\"quant_method\": \"compressed-tensors\", \"config_groups\": {\"group_0\": {\"weights\": "
      "{\"num_bits\": 8, \"type\": \"int\"}, \"input_activations\": {\"num_bits\": 8}}}}";
  EXPECT_EQ(weight_types_of(fields).at("qkv_weight"), "int8");
}

TEST(HuggingFace, NotesAQuantisationThatItDoesNotRead) {
  Fields fields = llama8b();
  fields["quantization_config"] = "{\"quant_method\": \"new\"}";
  const std::vector<std::string> said = notes(import_huggingface(config(fields)));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("method \"new\" is not read"), std::string::npos);
}

TEST(HuggingFace, StoresWeightsInTypesThatExist) {
  for (
      const char* quantisation :
      {R"({"quant_method": "fp8"})", R"({"quant_method": "fp8", "weight_block_size": [128, 128]})",
       R"({"quant_method": "mxfp4"})", R"({"quant_method": "gptq", "bits": 8})",
       R"({"quant_method": "modelopt", "quant_algo": "NVFP4"})",
       R"({"quant_method": "modelopt", "quant_algo": "FP8"})",
       R"({"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights": {"num_bits": 4, "type": "float"}, "input_activations": {"num_bits": 4}}}})"}) {
    Fields fields = llama8b();
    fields["num_local_experts"] = "8";
    fields["num_experts_per_tok"] = "2";
    fields["quantization_config"] = quantisation;
    EXPECT_LT(tessera::bind(import_huggingface(config(fields)), {}, {}).weight_bytes().count(),
              1.2 * static_cast<double>(parameters(fields)))
        << quantisation;
  }
}

TEST(HuggingFace, WantsATypeForEveryLayer) {
  Fields fields = llama8b();
  fields["sliding_window"] = "128";
  fields["layer_types"] = "[\"slidng_attention\"]";
  const std::string mistake = mistake_in(config(fields));
  EXPECT_NE(mistake.find("layer_types has 1 entries, must have one for each of the 32 layers"),
            std::string::npos)
      << mistake;
  EXPECT_NE(mistake.find("has \"slidng_attention\", must be of full_attention"), std::string::npos);
}

TEST(HuggingFace, DoesNotRotateWhereTheFamilyDoesNot) {
  Fields fields = llama8b();
  fields["model_type"] = "\"smollm3\"";
  fields["num_hidden_layers"] = "4";
  fields["no_rope_layers"] = "[1, 1, 1, 0]";
  int rotations = 0;
  const proto::Graph graph = import_huggingface(config(fields));
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::Node& node : block.node())
      rotations +=
          node.has_rope() ? static_cast<int>(std::max<std::int64_t>(1, block.repeat())) : 0;
  EXPECT_EQ(rotations, 3);
}

// google/gemma-3-4b-it states what differs from the class; 3.88 B without the vision part.
TEST(HuggingFace, FillsInWhatASectionLeavesOut) {
  const proto::Graph graph = import_huggingface(written(
      R"({"model_type": "gemma3", "text_config": {"hidden_size": 2560, "intermediate_size": 10240,
          "model_type": "gemma3_text", "num_hidden_layers": 34, "sliding_window": 1024}})"));
  EXPECT_NEAR(static_cast<double>(tessera::bind(graph, {}, {}).parameters()), 3.88e9, 0.01e9);
}

// llava-hf/llava-1.5-7b-hf: 7.06 B; its section of text states two fields.
TEST(HuggingFace, ReadsATowerWithAProjectorOfTwoProducts) {
  const proto::Graph graph = import_huggingface(written(
      R"({"model_type": "llava", "text_config": {"model_type": "llama", "vocab_size": 32064},
          "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
          "model_type": "clip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 24,
          "patch_size": 14}})"));
  EXPECT_NEAR(static_cast<double>(tessera::bind(graph, {}, {}).parameters()), 7.06e9, 0.01e9);
  const BoundGraph seen = tessera::bind(graph, {{"images", 1}}, {});
  for (const BoundTensor& tensor : seen.tensors)
    if (tensor.name == "vision_output.image_tokens") {
      EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{1, 577, 4096}));
    }
}

}  // namespace
}  // namespace tessera
