// Attention of new tokens over all keys seen, new ones included; heads are those of one device.
//
// What the operator is depends on who timed it. Serving frameworks time their attention operator:
// queries are rotated and split off, keys and values appended to the cache. A profiler lists
// kernels: that of attention and the one that appends; its first version the former alone.
#include <fmt/format.h>

#include <algorithm>

#include "sim/app/validate/silicon/operators.h"
#include "sim/core/units.h"
#include "workloads/one_operator.h"

namespace tessera::validation {
namespace {

bool is_profiled(const Measurement& row) {
  const auto conditions = conditions_of(row);
  return conditions && conditions->timing == Timing::kProfiler;
}

// The kernel reads a cache that was appended to before.
void leave_append_out(proto::Node& attention) {
  attention.mutable_output()->DeleteSubrange(1, attention.output_size() - 1);
}

// A node in front of attention and what it makes of "raw".
proto::Node& add_before(proto::Graph& graph, const std::string& made, proto::GraphTensor raw) {
  raw.set_name("raw");
  *graph.add_tensor() = raw;
  raw.set_name(made);
  if (made != graph.tensor(0).name()) *graph.add_tensor() = raw;
  auto& nodes = *graph.mutable_block(0)->mutable_node();
  proto::Node& node = *nodes.Add();
  node.set_name("rope");
  node.add_input("raw");
  node.add_output(made);
  nodes.SwapElements(nodes.size() - 1, nodes.size() - 2);
  return nodes[nodes.size() - 2];
}

// The kernel before that rotates the queries of a whole prompt also splits what the projection
// made: one pass over the queries by vectors of 16 bytes, unlike a rotation by itself.
void split_and_rotate(proto::Graph& graph) {
  const proto::GraphTensor query = graph.tensor(0);
  add_before(graph, query.name(), query).mutable_move()->set_function("transpose");
}

void rotate(proto::Graph& graph) {
  const proto::GraphTensor query = graph.tensor(0);
  add_before(graph, query.name(), query).mutable_rope();
}

// Of latent attention, a part of each head, where it is.
void rotate_part(proto::Graph& graph, std::int64_t heads, std::int64_t rope_dim) {
  proto::GraphTensor part = graph.tensor(0);
  part.set_dim(part.dim_size() - 1, std::to_string(heads * rope_dim));
  add_before(graph, "rotated_part", part).mutable_rope();
}

proto::Graph graph_of(const Measurement& row, const std::string& text) {
  proto::Graph graph = *one_operator(text);
  graph.set_dtype(std::string(name_of(type_of(row.dtype))));
  return graph;
}

std::int64_t cached_keys(const Measurement& row) {
  const std::int64_t cached = row.number("kv_len") - row.number("seq");
  if (cached < 0) throw NotPredicted("attention with fewer keys than new tokens");
  return cached;
}

}  // namespace

// Where heads do not divide by heads of keys, kernels pad the last group.
proto::Graph attention_graph(const Measurement& row) {
  const std::int64_t kv_heads = row.number("kv_heads");
  const std::int64_t group = (row.number("heads") + kv_heads - 1) / kv_heads;
  proto::Graph graph = graph_of(
      row, fmt::format("attention:{},{},{},{},{},{}", row.number("batch"), group * kv_heads,
                       kv_heads, row.number("head_dim"), row.number("seq"), cached_keys(row)));
  if (!is_profiled(row)) {
    if (row.op == "attention_prefill")
      split_and_rotate(graph);
    else
      rotate(graph);
  }
  if (row.older_software) leave_append_out(*graph.mutable_block(0)->mutable_node(0));
  return graph;
}

// DeepSeek-V3: 128 + 64 per head of queries, 128 of values, a latent of 512 + 64.
proto::Graph latent_attention_graph(const Measurement& row) {
  proto::Graph graph =
      graph_of(row, fmt::format("mla:{},{},192,128,512,64,{},{}", row.number("batch"),
                                row.number("heads"), row.number("seq"), cached_keys(row)));
  if (row.op == "mla_prefill")
    split_and_rotate(graph);
  else
    rotate_part(graph, row.number("heads"), 64);
  return graph;
}

}  // namespace tessera::validation
