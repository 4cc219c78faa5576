// "graph": the network as it ran first, its blocks folded, with what each operator asks for.
#include "sim/app/report/html/details.h"
#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/spread.h"

namespace tessera {
namespace {

constexpr std::size_t kMostNodes = 4000;  // drawn and listed; a larger network is not in the page

void add_tensors(const BoundGraph& graph, JsonWriter& json) {
  json.begin_array("tensors");
  for (const BoundTensor& tensor : graph.tensors) {
    json.begin_object();
    json.add("name", tensor.name);
    json.add("role", name_of(tensor.role));
    json.add("type", name_of(tensor.type));
    json.begin_array("shape");
    for (const std::int64_t size : tensor.shape) json.element(size);
    json.end_array();
    json.add("bytes", tensor.bytes().count());
    json.end_object();
  }
  json.end_array();
}

void add_indices(const char* key, const std::vector<int>& indices, JsonWriter& json) {
  json.begin_array(key);
  for (const int index : indices) json.element(static_cast<std::int64_t>(index));
  json.end_array();
}

void add_gemm(const GemmShape& gemm, JsonWriter& json) {
  json.begin_object("gemm");
  json.add("batch", gemm.batch);
  json.add("m", gemm.m);
  json.add("n", gemm.n);
  json.add("k", gemm.k);
  json.end_object();
}

void add_node(const BoundNode& node, JsonWriter& json) {
  json.begin_object();
  json.add("name", node.name);
  json.add("kind", name_of(node.kind));
  if (!node.function.empty()) json.add("function", node.function);
  json.add("macs", node.work.macs());
  json.add("read_bytes", node.work.read.count());
  json.add("written_bytes", node.work.written.count());
  if (node.work.gemm) add_gemm(*node.work.gemm, json);
  if (node.work.free) json.add("free", true);
  add_indices("inputs", node.inputs, json);
  add_indices("outputs", node.outputs, json);
  json.end_object();
}

std::size_t nodes_of(const BoundGraph& graph) {
  std::size_t nodes = 0;
  for (const BoundBlock& block : graph.blocks) nodes += block.nodes.size();
  return nodes;
}

}  // namespace

void add_graph_details(const RunOutput& output, JsonWriter& json) {
  const Inputs& inputs = output.inputs;
  if (inputs.graph.block().empty()) return;  // a kernel
  const BoundGraph graph =
      bind_batch(inputs, share_of_batch(inputs.plan, first_batch(inputs.workload), false));
  json.begin_object("graph");
  json.add("name", graph.name);
  json.add("source", inputs.network.source());
  if (nodes_of(graph) > kMostNodes) {
    json.add("nodes_left_out", nodes_of(graph));
  } else {
    add_tensors(graph, json);
    json.begin_array("blocks");
    for (const BoundBlock& block : graph.blocks) {
      json.begin_object();
      json.add("name", block.name);
      json.add("repeat", block.repeat);
      json.begin_array("nodes");
      for (const BoundNode& node : block.nodes) add_node(node, json);
      json.end_array();
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace tessera
