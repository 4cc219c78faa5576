#include <fmt/format.h>

#include <array>
#include <map>
#include <vector>

#include "sim/app/validate/silicon/runs.h"
#include "sim/core/diagnostics.h"
#include "workloads/graph_builder.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"
#include "workloads/one_operator.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera::validation {
namespace {

constexpr const char* kNetwork = "gpt3-175b";
constexpr const char* kLayer = "layer";
constexpr std::string_view kTotal = "TOTAL";
constexpr double kPicosecondsPerMicrosecond = 1e6;

// How the table calls the nodes of the network, one after the other.
struct NamedNodes {
  std::string_view op;
  std::vector<std::string> nodes;
};
const std::vector<NamedNodes>& named_nodes() {
  static const std::vector<NamedNodes> kNodes = {
      {"Q_K_V", {"query_projection", "key_projection", "value_projection"}},
      {"Wo_proj", {"attention_projection"}},
      {"W1_proj", {"up_projection"}},
      {"W2_proj", {"down_projection"}},
      {"LayerNorm_MHA", {"attention_norm"}},
      {"LayerNorm_FFN", {"ffn_norm"}},
      {"GeLU", {"activation"}},
      {"AllReduce_MHA", {"attention_projection_all_reduce"}},
      {"AllReduce_FFN", {"down_projection_all_reduce"}}};
  return kNodes;
}
constexpr std::array<std::string_view, 3> kAttention = {"Q_mul_K", "Softmax", "A_mul_V"};

class Layer {
 public:
  Layer(const Measurement& row, const Conditions& conditions, const DeviceChip& device,
        OperatorDetail detail)
      : row_(row),
        conditions_(conditions),
        device_(device),
        detail_(detail),
        graph_(tensor_parallel(read_model(kNetwork), row.number("n_devices"))) {}

  Picoseconds time_of(std::string_view op) const {
    Picoseconds sum;
    if (op == kTotal) {
      for (const NamedNodes& known : named_nodes()) sum += time_of(known.op);
      for (const std::string_view part : kAttention) sum += time_of(part);
      return sum;
    }
    for (const NamedNodes& known : named_nodes())
      if (known.op == op)
        for (const std::string& node : known.nodes) sum += run(alone(node));
    for (const std::string_view part : kAttention)
      if (part == op) sum += run(part_of_attention(op));
    if (sum.count() == 0) throw NotPredicted(fmt::format("a layer has no operator {}", op));
    return sum;
  }

 private:
  std::int64_t seq() const { return row_.number("seq"); }
  std::int64_t keys() const { return row_.number("kv_len"); }

  // The layer with that node only.
  proto::Graph alone(const std::string& name) const {
    proto::Graph graph = graph_;
    graph.clear_block();
    for (const proto::GraphBlock& block : graph_.block()) {
      if (block.name() != kLayer) continue;
      proto::GraphBlock& layer = *graph.add_block();
      layer = block;
      layer.set_repeat(1);
      layer.clear_node();
      for (const proto::Node& node : block.node())
        if (node.name() == name) *layer.add_node() = node;
    }
    return graph;
  }

  // Every query with every key: these kernels know no mask.
  proto::Graph part_of_attention(std::string_view op) const {
    const proto::AttentionOp& attention = attention_of_layer();
    const std::int64_t pairs = row_.number("batch") * std::stoll(attention.heads());
    const std::int64_t dim = std::stoll(attention.head_dim());
    proto::Graph graph;
    if (op == "Q_mul_K")
      graph = *one_operator(fmt::format("gemm:{},{},{},{}", pairs, seq(), keys(), dim));
    else if (op == "A_mul_V")
      graph = *one_operator(fmt::format("gemm:{},{},{},{}", pairs, seq(), dim, keys()));
    else
      graph = softmax(pairs * seq());
    graph.set_dtype(graph_.dtype());
    return graph;
  }

  proto::Graph softmax(std::int64_t rows) const {
    GraphBuilder graph("softmax");
    const std::vector<std::int64_t> dims = {rows, keys()};
    graph.tensor("x", dims);
    graph.tensor("y", dims);
    graph.node("softmax", {"x"}, {"y"}).mutable_softmax();
    return graph.take();
  }

  const proto::AttentionOp& attention_of_layer() const {
    for (const proto::GraphBlock& block : graph_.block())
      for (const proto::Node& node : block.node())
        if (node.has_attention()) return node.attention();
    throw NotPredicted("a network without attention");
  }

  Picoseconds run(const proto::Graph& graph) const {
    std::map<std::string, std::int64_t> symbols;
    for (const proto::Symbol& symbol : graph.symbol()) symbols[symbol.name()] = 0;
    if (!symbols.empty())
      symbols = {{"batch", row_.number("batch")}, {"seq", seq()}, {"kv", keys() - seq()}};
    const Lowered lowered =
        lower(tessera::bind(graph, symbols, {}), *device_.spec,
              LoweringOptions{.chips = 1, .conditions = conditions_, .library = device_.library});
    return execute(*device_.spec, lowered.program, detail_).elapsed + host_time();
  }

  // Every operator is waited for by the host.
  Picoseconds host_time() const {
    const auto& link = device_.spec->chip_link;
    return link && link->collective ? link->collective->host : Picoseconds(0);
  }

  const Measurement& row_;
  const Conditions& conditions_;
  const DeviceChip& device_;
  OperatorDetail detail_;
  proto::Graph graph_;
};

}  // namespace

Prediction layer_prediction(const Measurement& row, const Conditions& conditions,
                            const DeviceChip& device, OperatorDetail detail) {
  Prediction prediction;
  try {
    const Picoseconds time = Layer(row, conditions, device, detail).time_of(row.op);
    prediction.values = {shown(static_cast<double>(time.count()) / kPicosecondsPerMicrosecond)};
  } catch (const NotPredicted& reason) {
    prediction.why_not = reason.what();
  } catch (const InputError& mistake) {
    prediction.why_not = mistake.what();
  }
  return prediction;
}

}  // namespace tessera::validation
