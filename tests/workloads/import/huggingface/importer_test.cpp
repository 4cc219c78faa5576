#include "workloads/import/huggingface/importer.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

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

TEST(HuggingFace, NamesAnArchitectureItDoesNotKnowAndThoseItDoes) {
  Fields fields = llama8b();
  fields["model_type"] = "\"mamba\"";
  EXPECT_NE(mistake_in(config(fields), ExitCode::kUnsupported)
                .find("architecture \"mamba\" is not supported, must be a dense model of one of "
                      "llama, mistral, qwen2, qwen3"),
            std::string::npos);
}

TEST(HuggingFace, RefusesAMixtureOfExpertsUnderAKnownName) {
  Fields fields = llama8b();
  fields["num_local_experts"] = "8";
  EXPECT_NE(mistake_in(config(fields), ExitCode::kUnsupported).find("mixture of experts"),
            std::string::npos);
}

TEST(HuggingFace, NotesAWindowThatItDoesNotModel) {
  Fields fields = llama8b();
  fields["model_type"] = "\"mistral\"";
  fields["sliding_window"] = "4096";
  const proto::Graph graph = import_huggingface(config(fields));
  ASSERT_EQ(graph.note_size(), 1);
  EXPECT_NE(graph.note(0).find("sliding_window of 4096 tokens"), std::string::npos);
}

}  // namespace
}  // namespace tessera
