#include "workloads/model_reader.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/graph_file.h"

namespace tessera {
namespace {

std::string mistake_in(const std::string& model) {
  try {
    tessera::bind(read_model(model), {}, {});
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadInput) << model;
    return error.what();
  }
  return "none";
}

std::filesystem::path scratch(const std::string& name) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "tessera_model_reader";
  std::filesystem::create_directories(folder);
  return folder / name;
}

std::string written(const std::string& name, const std::string& text) {
  const std::filesystem::path path = scratch(name);
  std::ofstream(path) << text;
  return path.string();
}

TEST(OneOperator, IsAProductOfTheStatedSize) {
  const BoundGraph graph = tessera::bind(read_model("gemm:128,256,512"), {}, {});
  EXPECT_EQ(graph.macs(), 128 * 256 * 512);
  EXPECT_EQ(graph.matmul_weights(), 256 * 512);
  EXPECT_EQ(graph.blocks[0].nodes[0].name, "gemm");
}

TEST(OneOperator, GivesEachProductOfABatchItsOwnB) {
  const BoundGraph graph = tessera::bind(read_model("gemm:8,128,256,512"), {}, {});
  EXPECT_EQ(graph.macs(), 8 * 128 * 256 * 512);
  EXPECT_FALSE(graph.blocks[0].nodes[0].work.gemm->shared_b);
}

TEST(OneOperator, IsAConvolution) {
  EXPECT_EQ(tessera::bind(read_model("conv:1,224,224,3,64,7,7,2,3"), {}, {}).macs(),
            112 * 112 * 64 * 3 * 49);
}

TEST(OneOperator, IsAnAttention) {
  const BoundGraph graph = tessera::bind(read_model("attention:8,32,8,128,1,4096"), {}, {});
  EXPECT_EQ(graph.macs(), 2LL * 8 * 32 * 128 * 4097);
  EXPECT_EQ(graph.kv_bytes(), Bytes(8LL * 2 * 4097 * 8 * 128 * 4)) << "fp32 unless asked";
}

TEST(OneOperator, SaysTheFormWhereTheNumbersDoNotFit) {
  EXPECT_EQ(mistake_in("gemm:128,256"),
            "gemm:128,256: 2 numbers, must be gemm:M,N,K or gemm:batch,M,N,K with whole numbers");
  for (const char* text :
       {"gemm:", "gemm:1,2,x", "gemm:1,2,-3", "gemm:1,2,3,4,5", "gemm:1,2,0", "gemm:1,2,3.5",
        "conv:1,2,3", "conv:1,8,8,3,4,9,9,1,0", "conv:1,8,8,3,4,3,3,0,0", "attention:1,2,3,4",
        "attention:1,8,3,64,1,0", "gemm:99999999999999999999,1,1"})
    EXPECT_NE(mistake_in(text), "none") << text;
}

TEST(ModelReader, NamesTheNearestNetworksFirst) {
  const std::string mistake = mistake_in("lama-3.1-8b");
  EXPECT_NE(mistake.find("no network of the library: llama-3.1-8b, llama-3.1-70b"),
            std::string::npos)
      << mistake;
}

TEST(ModelReader, SaysTheLineWhereATextFileIsWrong) {
  const std::string file = written("wrong.textproto", "name: \"x\"\nblock {\n  nodes {}\n}\n");
  EXPECT_EQ(mistake_in(file).substr(0, file.size() + 5), file + ":3:3:");
}

TEST(ModelReader, SaysTheLineOfANodeThatDoesNotFit) {
  const std::string file = written("shape.textproto",
                                   "name: \"x\"\n"
                                   "tensor { name: \"a\" dim: \"16\" }\n"
                                   "tensor { name: \"b\" dim: [\"4\", \"4\"] }\n"
                                   "block {\n"
                                   "  node { name: \"n\" input: \"a\" output: \"b\" softmax {} }\n"
                                   "}\n");
  EXPECT_EQ(mistake_in(file), file + ":5:3: node 'n' (softmax) b is [4, 4], must be [16]");
}

TEST(ModelReader, ReadsBackWhatWasWritten) {
  const proto::Graph graph = read_model("gpt2");
  for (const char* name : {"gpt2.pb", "copy.textproto"}) {
    const std::filesystem::path file = scratch(name);
    write_graph(graph, file);
    EXPECT_EQ(tessera::bind(read_model(file.string()), {}, {}).macs(),
              tessera::bind(graph, {}, {}).macs());
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".partial"));
  }
}

TEST(ModelReader, LeavesNothingBehindWhereItCannotWrite) {
  const std::filesystem::path file = scratch("folder.pb");
  std::filesystem::create_directories(file / "inside");
  EXPECT_THROW(write_graph(read_model("gemm:1,2,3"), file), InputError);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".partial"));
}

TEST(ModelReader, RefusesFilesItCannotRead) {
  EXPECT_NE(mistake_in(written("garbage.pb", "\x0a\xff\xff")).find("garbage.pb"),
            std::string::npos);
  EXPECT_NE(mistake_in(written("model.txt", "")).find("must be .onnx, .json"), std::string::npos);
  EXPECT_NE(mistake_in(scratch("").string()).find("without a config.json"), std::string::npos);
  EXPECT_NE(mistake_in(written("empty.onnx", "")).find("is empty"), std::string::npos);
  EXPECT_NE(mistake_in(written("empty.pb", "")), "none");
  EXPECT_NE(mistake_in(written("empty.json", "")), "none");
}

}  // namespace
}  // namespace tessera
