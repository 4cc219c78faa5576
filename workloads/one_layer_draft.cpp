#include "workloads/one_layer_draft.h"

#include <algorithm>
#include <vector>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

[[noreturn]] void unsupported(const proto::Graph& graph, const std::string& why) {
  throw InputError(ExitCode::kUnsupported, "--draft mtp: " + graph.name() + " " + why);
}

bool mixes_tokens(const proto::Node& node) {
  return node.has_attention() || node.has_latent_attention() || node.has_state_space();
}

const proto::GraphBlock& last_layer(const proto::Graph& graph) {
  const proto::GraphBlock* last = nullptr;
  std::ptrdiff_t layers = 0;
  for (const proto::GraphBlock& block : graph.block()) {
    const std::ptrdiff_t here = std::ranges::count_if(block.node(), mixes_tokens);
    if (here == 0) continue;
    last = &block;
    layers = here;
  }
  if (last == nullptr) unsupported(graph, "has no layer that attends or keeps a state");
  if (layers > 1)
    unsupported(graph, "has " + std::to_string(layers) + " layers in its last block, '" +
                           last->name() + "': must be one to be copied");
  return *last;
}

// The tensor of the graph that enters the layer and leaves it.
const proto::GraphTensor& hidden_of(const proto::Graph& graph, const proto::GraphBlock& layer) {
  const std::string& left = layer.node(layer.node_size() - 1).output(0);
  for (const proto::GraphTensor& tensor : graph.tensor())
    if (tensor.name() == left && tensor.dim_size() == 3) return tensor;
  unsupported(graph, "does not hand its tokens from layer to layer in one tensor");
}

const proto::GraphBlock& embedding_of(const proto::Graph& graph, const std::string& hidden) {
  const auto leaves_hidden = [&](const proto::Node& node) {
    return std::ranges::count(node.output(), hidden) > 0;
  };
  for (const proto::GraphBlock& block : graph.block())
    if (std::ranges::any_of(block.node(), &proto::Node::has_embedding) &&
        std::ranges::any_of(block.node(), leaves_hidden) &&
        std::ranges::none_of(block.node(), mixes_tokens))
      return block;
  unsupported(graph,
              "has no block of its own that looks up tokens, and nothing else, for its layers");
}

class Writer {
 public:
  Writer(proto::GraphBlock& block, const proto::GraphTensor& hidden)
      : block_(block), hidden_(hidden), width_(hidden.dim(hidden.dim_size() - 1)) {}

  void write() {
    block_.set_name(kDraftInput);
    add_activation("left_before", 1);
    norm(hidden_.name(), "normed_token");
    norm("left_before", "normed_left");
    add_activation("joined", 2);
    add_weight("projection_weight", {"2*" + width_, width_});
    node("join", {"normed_token", "normed_left"}, "joined").mutable_move()->set_function("concat");
    node("projection", {"joined", "projection_weight"}, hidden_.name()).mutable_matmul();
  }

 private:
  void add_activation(const std::string& name, int times) {
    proto::GraphTensor& tensor = *block_.add_tensor();
    tensor = hidden_;
    tensor.set_name(name);
    if (times > 1) tensor.set_dim(tensor.dim_size() - 1, std::to_string(times) + "*" + width_);
  }
  void add_weight(const std::string& name, const std::vector<std::string>& dims) {
    proto::GraphTensor& tensor = *block_.add_tensor();
    tensor.set_name(name);
    tensor.set_role(proto::WEIGHT);
    tensor.mutable_dim()->Add(dims.begin(), dims.end());
  }
  proto::Node& node(const std::string& name, const std::vector<std::string>& inputs,
                    const std::string& output) {
    proto::Node& node = *block_.add_node();
    node.set_name(name);
    node.mutable_input()->Add(inputs.begin(), inputs.end());
    node.add_output(output);
    return node;
  }
  void norm(const std::string& in, const std::string& out) {
    add_weight(out + "_weight", {width_});
    add_activation(out, 1);
    node(out, {in, out + "_weight"}, out).mutable_norm()->set_kind(proto::NormOp::RMS);
  }

  proto::GraphBlock& block_;
  const proto::GraphTensor& hidden_;
  std::string width_;
};

}  // namespace

OneLayerDraft one_layer_draft(const proto::Graph& graph) {
  const proto::GraphBlock& layer = last_layer(graph);
  OneLayerDraft draft{graph, layer.name()};
  draft.graph.set_name(graph.name() + "-mtp");
  draft.graph.clear_block();
  const proto::GraphTensor& hidden = hidden_of(graph, layer);
  *draft.graph.add_block() = embedding_of(graph, hidden.name());
  Writer(*draft.graph.add_block(), hidden).write();
  proto::GraphBlock& copy = *draft.graph.add_block();
  copy = layer;
  copy.clear_repeat();
  const proto::GraphBlock& head = graph.block(graph.block_size() - 1);
  if (std::ranges::any_of(head.node(), mixes_tokens))
    unsupported(graph, "has no block of its own behind its layers");
  *draft.graph.add_block() = head;
  return draft;
}

}  // namespace tessera
