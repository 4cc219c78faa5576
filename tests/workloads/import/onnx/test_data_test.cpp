// ONNX's own test graphs (Debian: libonnx-testdata), most of them one operator each: all can be
// read, nearly all are timed, and damaged ones get a sentence.
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "sim/core/diagnostics.h"
#include "tests/workloads/import/onnx/small_models.h"
#include "workloads/file_bytes.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDamaged = 4000;

const fs::path kFolder = "/usr/share/libonnx-testdata/data";

std::vector<fs::path> test_graphs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder))
    if (entry.path().filename() == "model.onnx") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void add_operators(const onnx::GraphProto& graph, std::set<std::string>& types) {
  for (const onnx::NodeProto& node : graph.node()) {
    const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
    types.insert(standard ? node.op_type() : node.domain() + "." + node.op_type());
    for (const onnx::AttributeProto& attribute : node.attribute())
      if (attribute.has_g()) add_operators(attribute.g(), types);
  }
}

std::set<std::string> operators_in(const fs::path& file) {
  onnx::ModelProto model;
  std::set<std::string> types;
  if (model.ParseFromString(bytes_of_file(file))) add_operators(model.graph(), types);
  return types;
}

// The operators of a file that no row times.
std::set<std::string> not_modelled_in(const fs::path& file) {
  std::set<std::string> types;
  for (const BoundBlock& block : tessera::bind(import_onnx(file, {}), {}, {}).blocks)
    for (const BoundNode& node : block.nodes)
      if (node.kind == OperatorKind::kUnsupported) types.insert(node.function);
  return types;
}

TEST(OnnxTestData, IsReadWholeAndNearlyAllOfItsOperatorsAreTimed) {
  if (!fs::exists(kFolder))
    GTEST_SKIP() << kFolder << " is not there: apt install libonnx-testdata";
  std::set<std::string> all, not_modelled;
  std::size_t read = 0, files = 0;
  for (const fs::path& file : test_graphs()) {
    ++files;
    all.merge(operators_in(file));
    try {
      not_modelled.merge(not_modelled_in(file));
      ++read;
    } catch (const std::exception& error) {
      ADD_FAILURE() << file << ": " << error.what();
    }
  }
  std::string names;
  for (const std::string& type : not_modelled) names += " " + type;
  std::printf(
      "%zu of %zu graphs are read; %zu of %zu operators are timed wherever they occur, not%s\n",
      read, files, all.size() - not_modelled.size(), all.size(), names.c_str());
  EXPECT_GT(files, 1000u);
  EXPECT_LE(static_cast<double>(not_modelled.size()), 0.1 * static_cast<double>(all.size()));
}

TEST(OnnxTestData, GivesASentenceOrAGraphWhereItIsDamaged) {
  if (!fs::exists(kFolder))
    GTEST_SKIP() << kFolder << " is not there: apt install libonnx-testdata";
  const std::vector<fs::path> files = test_graphs();
  std::mt19937 random(11);
  for (std::size_t i = 0; i < kDamaged; ++i) {
    const fs::path& source = files[i % files.size()];
    std::string bytes = bytes_of_file(source);
    for (std::size_t change = 0; change <= i % 4; ++change)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    const fs::path file = SmallModel::written(bytes);
    try {
      tessera::bind(import_onnx(file, {}), {}, {});
    } catch (const InputError& error) {
      EXPECT_STRNE(error.what(), "") << source;
    }
  }
}

}  // namespace
}  // namespace tessera
