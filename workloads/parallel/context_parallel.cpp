#include "workloads/parallel/context_parallel.h"

#include <string>
#include <utility>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/parallel/block_wires.h"

namespace tessera {
namespace {

using Nodes = std::vector<proto::Node>;

class Around {
 public:
  Around(proto::Graph& graph, proto::GraphBlock& block, std::int64_t chips,
         std::int64_t chips_per_node)
      : wires_(graph, block), block_(block), chips_(chips), chips_per_node_(chips_per_node) {}

  void gather_keys() {
    rewrite([this](proto::Node& node, Nodes& nodes) {
      const int keys = node.has_attention() ? 2 : 1;
      for (int i = 1; i <= keys; ++i) nodes.push_back(gather(node, i));
      nodes.push_back(std::move(node));
    });
  }

  void add_up_results() {
    rewrite([this](proto::Node& node, Nodes& nodes) {
      const std::string whole = node.output(0);
      const std::string part = wires_.copy_tensor(whole, whole + "_of_own_keys");
      node.set_output(0, part);
      proto::Node sum = collective(node.name() + "_parts", "all_reduce");
      sum.add_input(part);
      sum.add_output(whole);
      nodes.push_back(std::move(node));
      nodes.push_back(std::move(sum));
    });
  }

 private:
  template <class Rewrite>
  void rewrite(const Rewrite& attention) {
    Nodes nodes;
    for (proto::Node& node : *block_.mutable_node()) {
      if (node.has_state_space())
        throw InputError(ExitCode::kUnsupported,
                         "--parallel cp: the states of " + block_.name() + "." + node.name() +
                             " pass from token to token, chips cannot share a sequence");
      if (node.has_attention() || node.has_latent_attention())
        attention(node, nodes);
      else
        nodes.push_back(std::move(node));
    }
    block_.clear_node();
    for (proto::Node& node : nodes) *block_.add_node() = std::move(node);
  }

  proto::Node collective(const std::string& name, const std::string& function) const {
    proto::Node node;
    node.set_name(name);
    node.mutable_collective()->set_function(function);
    node.mutable_collective()->set_chips(chips_);
    if (chips_per_node_ > 0 && chips_per_node_ < chips_)
      node.mutable_collective()->set_chips_per_node(chips_per_node_);
    return node;
  }

  // The keys of all chips, one part behind the other; attention is bound with as many keys as it
  // reads on average, so nothing reads this tensor.
  proto::Node gather(const proto::Node& attention, int input) {
    const std::string& own = attention.input(input);
    proto::Node node =
        collective(attention.name() + "_gather_" + std::to_string(input), "all_gather");
    node.add_input(own);
    const std::string all = wires_.copy_tensor(own, own + "_of_all_chips");
    proto::GraphTensor& tensor = wires_.tensor(all);
    const int tokens = tensor.dim_size() - 2;
    tensor.set_dim(tokens, "(" + tensor.dim(tokens) + ")*" + std::to_string(chips_));
    node.add_output(all);
    return node;
  }

  BlockWires wires_;
  proto::GraphBlock& block_;
  std::int64_t chips_, chips_per_node_;
};

}  // namespace

proto::Graph context_parallel_prompt(const proto::Graph& graph, std::int64_t chips,
                                     std::int64_t chips_per_node) {
  proto::Graph part = graph;
  for (proto::GraphBlock& block : *part.mutable_block())
    Around(part, block, chips, chips_per_node).gather_keys();
  return part;
}

proto::Graph context_parallel_step(const proto::Graph& graph, std::int64_t chips,
                                   std::int64_t chips_per_node) {
  proto::Graph part = graph;
  for (proto::GraphBlock& block : *part.mutable_block())
    Around(part, block, chips, chips_per_node).add_up_results();
  return part;
}

}  // namespace tessera
