#include "workloads/import/huggingface/safetensors.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/huggingface/checkpoint.h"
#include "workloads/bound_graph.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

using Notes = std::vector<std::string>;

Notes notes(const proto::Graph& graph) { return {graph.note().begin(), graph.note().end()}; }

std::string refusal(const std::filesystem::path& file) {
  try {
    read_model(file.string());
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput);
    return error.what();
  }
  return "none";
}

// A weight's type in the layers' block; "" is the model's.
std::string type_of(const proto::Graph& graph, const std::string& weight) {
  for (const proto::GraphBlock& block : graph.block())
    for (const proto::GraphTensor& tensor : block.tensor())
      if (tensor.name() == weight) return tensor.dtype();
  return "there is none";
}

TEST(Safetensors, GiveTypeAndShapeOfEveryTensorWithoutReadingAnyOfThem) {
  Checkpoint checkpoint;
  checkpoint.add("a.weight", "BF16", {3, 5});
  checkpoint.add("b", "F8_E4M3", {0, 7});
  const StoredTensors tensors = read_safetensors_header(checkpoint.write("model.safetensors"));
  ASSERT_EQ(tensors.size(), 2u);
  EXPECT_EQ(tensors.at("a.weight").dtype, "BF16");
  EXPECT_EQ(tensors.at("a.weight").elements, 15);
  EXPECT_EQ(tensors.at("b").elements, 0);
}

TEST(Safetensors, BesideAConfigThatTheyFitSayNothing) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("BF16");
  checkpoint.write("model.safetensors");
  const proto::Graph graph = read_model(checkpoint.folder().string());
  EXPECT_EQ(notes(graph), Notes());
  EXPECT_EQ(type_of(graph, "qkv_weight"), "");
}

TEST(Safetensors, AreNamedThemselvesOrByTheirFolder) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("F8_E4M3");
  const std::filesystem::path file = checkpoint.write("model.safetensors");
  EXPECT_EQ(read_model(file.string()).SerializeAsString(),
            read_model(checkpoint.folder().string()).SerializeAsString());
}

TEST(Safetensors, WithoutAConfigBesideThemAreRefused) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("BF16");
  const std::filesystem::path file = checkpoint.write("model.safetensors");
  std::filesystem::remove(checkpoint.folder() / "config.json");
  EXPECT_EQ(refusal(file),
            file.string() + ": has no config.json beside it, which describes the model");
}

TEST(Safetensors, SayThatAGraphHasOtherNumbersOfElements) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("BF16");
  checkpoint.add("model.layers.0.self_attn.extra.weight", "BF16", {1024, 1024});
  checkpoint.write("model.safetensors");
  const Notes said = notes(read_model(checkpoint.folder().string()));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0], "the files hold 0.01173 B elements, the graph 0.01068 B");
}

TEST(Safetensors, DoNotCountScalesAndLayersOfMultiTokenPrediction) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("F8_E4M3");
  checkpoint.add("model.layers.2.mlp.up_proj.weight", "F8_E4M3", {1024, 1024});
  checkpoint.add("model.layers.0.mlp.up_proj.weight_scale_inv", "F32", {1024, 1024});
  checkpoint.write("model.safetensors");
  for (const std::string& note : notes(read_model(checkpoint.folder().string())))
    EXPECT_EQ(note.find("elements"), std::string::npos) << note;
}

TEST(Safetensors, SayWhatModulesAreStoredIn) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("F8_E4M3");
  checkpoint.change("model.layers.0.self_attn.q_proj.weight", "BF16");
  checkpoint.write("model.safetensors");
  const proto::Graph graph = read_model(checkpoint.folder().string());
  ASSERT_EQ(graph.block_size(), 4) << "the first layer is another than the second";
  EXPECT_EQ(graph.block(1).tensor(0).name(), graph.block(2).tensor(0).name());
  std::vector<std::string> types;
  for (int block : {1, 2})
    for (const proto::GraphTensor& tensor : graph.block(block).tensor())
      if (tensor.name() == "qkv_weight" || tensor.name() == "down_weight")
        types.push_back(tensor.dtype());
  EXPECT_EQ(types, (std::vector<std::string>{"", "fp8", "fp8", "fp8"}));
  const Notes said = notes(graph);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("weights of 7 parts of layers have the type that the files hold"),
            std::string::npos)
      << said[0];
}

TEST(Safetensors, OfPackedWeightsShowTheGroupsOfTheirScales) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("BF16");
  for (const char* layer : {"0", "1"}) {
    const std::string module = std::string("model.layers.") + layer + ".mlp.down_proj";
    checkpoint.remove(module + ".weight");
    checkpoint.add(module + ".qweight", "I32", {1024 / 8, 256});
    checkpoint.add(module + ".scales", "F16", {1024 / 64, 256});
    checkpoint.add(module + ".qzeros", "I32", {1024 / 64, 256 / 8});
  }
  checkpoint.write("model.safetensors");
  const proto::Graph graph = read_model(checkpoint.folder().string());
  EXPECT_EQ(type_of(graph, "down_weight"), "int4_g64");
  EXPECT_EQ(type_of(graph, "qkv_weight"), "");
  EXPECT_EQ(notes(graph).size(), 1u) << "the number of elements is right";
}

TEST(Safetensors, InSeveralFilesAreFoundThroughTheIndex) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("BF16");
  checkpoint.write("model-1.safetensors");
  checkpoint.text("model.safetensors.index.json",
                  R"({"weight_map": {"x": "model-1.safetensors", "y": "model-2.safetensors"}})");
  const Notes said = notes(read_model(checkpoint.folder().string()));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("1 of the 2 files that model.safetensors.index.json names are missing"),
            std::string::npos);
  checkpoint.text("model.safetensors.index.json", R"({"weight_map": {"x": "../a.safetensors"}})");
  EXPECT_NE(refusal(checkpoint.folder()).find("must be a file beside it"), std::string::npos);
  checkpoint.text("model.safetensors.index.json", R"({"weight_map": []})");
  EXPECT_NE(refusal(checkpoint.folder()).find("has no weight_map"), std::string::npos);
}

TEST(Safetensors, DoNotLieAboutTheirLength) {
  Checkpoint checkpoint;
  const std::filesystem::path file = checkpoint.folder() / "model.safetensors";
  for (const auto& [bytes, reason] :
       {std::pair<std::string, std::string>{"1234", "less than 8"},
        {std::string(8, '\xff') + "{}", "states a header of 184467440"},
        {std::string("\x03\0\0\0\0\0\0\0{}", 10), "must be at most 2"},
        {std::string("\x02\0\0\0\0\0\0\0[]", 10), "no JSON object"},
        {std::string("\x02\0\0\0\0\0\0\0{x", 10), "is no JSON"}}) {
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_EQ(refusal(file).find(file.string() + ": "), 0u);
    EXPECT_NE(refusal(file).find(reason), std::string::npos) << refusal(file);
  }
}

TEST(Safetensors, OfWrongTensorsNameFileAndTensor) {
  for (const auto& [tensor, reason] :
       {std::pair<std::string, std::string>{
            R"({"dtype": "BF16", "shape": [2], "data_offsets": [0, 3]})",
            "has data_offsets that do not span its 4 bytes"},
        {R"({"dtype": "BF17", "shape": [2], "data_offsets": [0, 4]})", "is of dtype \"BF17\""},
        {R"({"dtype": "U8", "shape": [9000000000, 9000000000], "data_offsets": [0, 4]})",
         "has more than 2^50 elements"},
        {R"({"dtype": "U8", "shape": [-1], "data_offsets": [0, 4]})", "has no shape"},
        {R"({"shape": [4], "data_offsets": [0, 4]})", "has no dtype, which must be a text"},
        {"7", "is no JSON object"}}) {
    Checkpoint checkpoint;
    const std::string refused =
        refusal(checkpoint.write_header("model.safetensors", "{\"t\": " + tensor + "}"));
    EXPECT_NE(refused.find("model.safetensors: tensor \"t\" " + reason), std::string::npos)
        << refused;
  }
}

TEST(Safetensors, SurviveDamage) {
  Checkpoint checkpoint;
  checkpoint.add_small_llama("F8_E4M3");
  const std::filesystem::path file = checkpoint.write("model.safetensors");
  std::ifstream stream(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  int read = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::string bytes = seed % 3 == 0 ? whole.substr(0, random() % whole.size()) : whole;
    // Few in the length, which is eight bytes of thousands.
    const std::size_t first = seed % 10 == 1 ? 0 : 8;
    for (std::size_t i = 0; i <= seed % 3 && bytes.size() > first + 8; ++i)
      bytes[first + random() % (first == 0 ? 8 : bytes.size() - first)] =
          static_cast<char>(random());
    std::ofstream(file, std::ios::binary) << bytes;
    try {
      tessera::bind(read_model(file.string()), {}, {});
      ++read;
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kBadInput);
      EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
    }
  }
  EXPECT_GT(read, 5);
  EXPECT_LT(read, 250);
}

}  // namespace
}  // namespace tessera
