#include "workloads/graph_file.h"

#include <google/protobuf/text_format.h>

#include <fstream>

#include "sim/core/diagnostics.h"
#include "sim/core/text_parse.h"
#include "workloads/file_bytes.h"

namespace tessera {
namespace {

using Tree = google::protobuf::TextFormat::ParseInfoTree;

// The place of the `index`th entry of the repeated field `name`.
template <class Entry>
void state_place(Entry& entry, const google::protobuf::Message& parent, const Tree& tree,
                 const std::string& name, int index, const std::string& file) {
  const auto* field = parent.GetDescriptor()->FindFieldByName(name);
  const auto location = tree.GetLocation(field, index);
  proto::Place& place = *entry.mutable_place();
  place.set_file(file);
  place.set_line(location.line + 1);
  place.set_column(location.column + 1);
}

void state_places(proto::Graph& graph, const Tree& tree, const std::string& file) {
  for (int i = 0; i < graph.tensor_size(); ++i)
    state_place(*graph.mutable_tensor(i), graph, tree, "tensor", i, file);
  for (int b = 0; b < graph.block_size(); ++b) {
    proto::GraphBlock& block = *graph.mutable_block(b);
    state_place(block, graph, tree, "block", b, file);
    const Tree& inside = *tree.GetTreeForNested(graph.GetDescriptor()->FindFieldByName("block"), b);
    for (int i = 0; i < block.tensor_size(); ++i)
      state_place(*block.mutable_tensor(i), block, inside, "tensor", i, file);
    for (int i = 0; i < block.node_size(); ++i)
      state_place(*block.mutable_node(i), block, inside, "node", i, file);
  }
}

}  // namespace

proto::Graph read_graph_text(const std::filesystem::path& path) {
  proto::Graph graph;
  std::vector<Mistake> mistakes;
  const ParsedText parsed = parse_text(bytes_of_file(path), path.string(), graph, mistakes);
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, std::move(mistakes));
  state_places(graph, *parsed.places, path.string());
  return graph;
}

proto::Graph read_graph_binary(const std::filesystem::path& path) {
  proto::Graph graph;
  if (!graph.ParseFromString(bytes_of_file(path)))
    throw InputError(ExitCode::kBadInput, path.string() + ": is no graph in protobuf encoding");
  return graph;
}

namespace {

// Places belong to the text that was read, not to the graph.
void forget_places(proto::Graph& graph) {
  for (proto::GraphTensor& tensor : *graph.mutable_tensor()) tensor.clear_place();
  for (proto::GraphBlock& block : *graph.mutable_block()) {
    block.clear_place();
    for (proto::GraphTensor& tensor : *block.mutable_tensor()) tensor.clear_place();
    for (proto::Node& node : *block.mutable_node()) node.clear_place();
  }
}

std::string encoded(const proto::Graph& graph, const std::filesystem::path& path) {
  std::string bytes;
  if (path.extension() == ".textproto")
    google::protobuf::TextFormat::PrintToString(graph, &bytes);
  else
    graph.SerializeToString(&bytes);
  return bytes;
}

}  // namespace

void write_graph(const proto::Graph& graph, const std::filesystem::path& path) {
  proto::Graph stripped = graph;
  forget_places(stripped);
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream file(partial, std::ios::binary);
  file << encoded(stripped, path);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(partial, path, error);
  if (file && !error) return;
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  throw InputError(ExitCode::kBadInput, path.string() + ": cannot be written");
}

}  // namespace tessera
