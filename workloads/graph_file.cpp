#include "workloads/graph_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (!file || !(bytes << file.rdbuf()))
    throw InputError(ExitCode::kBadInput, path.string() + ": cannot be read");
  return bytes.str();
}

class Collector : public google::protobuf::io::ErrorCollector {
 public:
  explicit Collector(std::string file) : file_(std::move(file)) {}
  void AddError(int line, int column, const std::string& message) override {
    mistakes.push_back({{file_, line + 1, column + 1}, message});
  }
  std::vector<Mistake> mistakes;

 private:
  std::string file_;
};

}  // namespace

proto::Graph read_graph_text(const std::filesystem::path& path) {
  proto::Graph graph;
  Collector collector(path.string());
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  if (!parser.ParseFromString(bytes_of_file(path), &graph))
    throw InputError(ExitCode::kBadInput, collector.mistakes);
  return graph;
}

proto::Graph read_graph_binary(const std::filesystem::path& path) {
  proto::Graph graph;
  if (!graph.ParseFromString(bytes_of_file(path)))
    throw InputError(ExitCode::kBadInput, path.string() + ": is no graph in protobuf encoding");
  return graph;
}

}  // namespace tessera
