#include "workloads/parallel/expert_parallel.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "isa/data_type.h"
#include "sim/core/diagnostics.h"
#include "workloads/parallel/block_wires.h"

namespace tessera {
namespace {

constexpr int kTokens = 0, kScores = 1, kFirst = 2;

[[noreturn]] void does_not_divide(const std::string& message) {
  throw InputError(ExitCode::kUsage, "--parallel ep: " + message);
}

// Collectives that bring tokens to their experts, in order; their inverse brings results back.
struct Exchange {
  std::int64_t chips = 1;
  double copies = 1;  // of each token
  bool between_machines = false;
};

std::vector<Exchange> exchanges(const ExpertSpread& spread, std::int64_t experts,
                                std::int64_t topk) {
  const std::int64_t each = spread.chips_per_node;
  const double copies = chips_of_a_token(spread.ranks, experts, topk);
  if (each == 0 || each >= spread.ranks) return {{spread.ranks, copies, false}};
  const std::int64_t machines = spread.ranks / each;
  std::vector<Exchange> all = {{machines, chips_of_a_token(machines, experts, topk), true}};
  if (each > 1) all.push_back({each, copies, false});
  return all;
}

// The mixtures of one block.
class Spreading {
 public:
  Spreading(proto::Graph& graph, proto::GraphBlock& block, const ExpertSpread& spread)
      : wires_(graph, block), graph_(graph), block_(block), spread_(spread) {}

  bool spread() {
    bool found = false;
    for (proto::Node& node : *block_.mutable_node()) {
      if (!node.has_moe()) continue;
      found = true;
      hold_a_part(node);
    }
    if (found && spread_.sends_tokens()) add_exchanges();
    return found;
  }

 private:
  void hold_a_part(proto::Node& node) {
    const std::int64_t experts = experts_of(node);
    if (experts % spread_.ranks != 0)
      does_not_divide("the " + std::to_string(experts) + " experts of " + block_.name() + "." +
                      node.name() + " do not divide over " + std::to_string(spread_.ranks) +
                      " chips");
    for (int i = kFirst; i < node.input_size(); ++i)
      wires_.tensor(node.input(i)).set_dim(0, std::to_string(experts / spread_.ranks));
    node.mutable_moe()->set_ranks(spread_.ranks);
    if (spread_.sends_tokens()) node.mutable_moe()->set_sources(spread_.sources);
  }

  std::int64_t experts_of(const proto::Node& node) const {
    return wires_.width(node.input(kScores));
  }

  // Of the bytes of the tokens: the products may be of a narrower type.
  double narrower(const proto::Node& node) const {
    const proto::GraphTensor& tokens = wires_.tensor(node.input(kTokens));
    const std::string& own = tokens.has_dtype() ? tokens.dtype() : graph_.dtype();
    const auto from = data_type_named(own), to = data_type_named(node.moe().multiply_as());
    if (!from || !to) return 1;
    return std::min(1.0, bits_of(*to) / bits_of(*from));
  }

  void add_exchanges() {
    std::vector<proto::Node> nodes;
    for (proto::Node& node : *block_.mutable_node())
      if (node.has_moe())
        add_with_exchanges(node, nodes);
      else
        nodes.push_back(std::move(node));
    block_.clear_node();
    for (proto::Node& node : nodes) *block_.add_node() = std::move(node);
  }

  void add_with_exchanges(proto::Node& mixture, std::vector<proto::Node>& nodes) {
    const std::vector<Exchange> all =
        exchanges(spread_, experts_of(mixture), wires_.number(mixture.moe().topk()));
    const double part = 1.0 / static_cast<double>(spread_.same_tokens);
    for (const Exchange& exchange : all) {
      proto::Node node =
          all_to_all(mixture.name() + "_dispatch", exchange, part * narrower(mixture));
      const std::string from = mixture.input(kTokens);
      const std::string to = wires_.copy_tensor(from, node.name() + "ed");
      connect(from, to, node);
      mixture.set_input(kTokens, to);
      nodes.push_back(std::move(node));
    }
    std::vector<proto::Node> behind;
    for (auto exchange = all.rbegin(); exchange != all.rend(); ++exchange)
      behind.push_back(all_to_all(mixture.name() + "_combine", *exchange, part));
    if (spread_.same_tokens > 1) behind.push_back(gather(mixture.name(), part));
    const std::string whole = mixture.output(0);
    std::string from = wires_.copy_tensor(whole, mixture.name() + "_part");
    mixture.set_output(0, from);
    nodes.push_back(std::move(mixture));
    for (proto::Node& node : behind) {
      const bool last = &node == &behind.back();
      const std::string to = last ? whole : wires_.copy_tensor(whole, node.name() + "d");
      connect(from, to, node);
      from = to;
      nodes.push_back(std::move(node));
    }
  }

  static void connect(const std::string& from, const std::string& to, proto::Node& node) {
    node.add_input(from);
    node.add_output(to);
  }

  static proto::Node all_to_all(const std::string& name, const Exchange& exchange, double part) {
    proto::Node node;
    node.set_name(name + (exchange.between_machines ? "_machines" : ""));
    proto::CollectiveOp& op = *node.mutable_collective();
    op.set_function("all_to_all");
    op.set_chips(exchange.chips);
    if (exchange.between_machines) op.set_chips_per_node(1);
    op.set_volume(exchange.copies * part);
    return node;
  }

  // Of the chips of a group each has the results of a part of the tokens.
  proto::Node gather(const std::string& name, double part) const {
    proto::Node node;
    node.set_name(name + "_gather");
    proto::CollectiveOp& op = *node.mutable_collective();
    op.set_function("all_gather");
    op.set_chips(spread_.same_tokens);
    op.set_volume(part);
    return node;
  }

  BlockWires wires_;
  proto::Graph& graph_;
  proto::GraphBlock& block_;
  const ExpertSpread& spread_;
};

void check(const ExpertSpread& spread) {
  const std::int64_t tensor = spread.tensor_parallel, ranks = spread.ranks;
  if (ranks % tensor != 0 && tensor % ranks != 0)
    does_not_divide("experts over " + std::to_string(ranks) + " chips and layers shared by " +
                    std::to_string(tensor) + ": one must be a multiple of the other");
  const std::int64_t each = spread.chips_per_node;
  if (each > 0 && each < ranks && ranks % each != 0)
    does_not_divide(std::to_string(ranks) + " chips, must be at most " + std::to_string(each) +
                    ", those of a machine, or a multiple of it");
}

}  // namespace

double chips_of_a_token(std::int64_t chips, std::int64_t experts, std::int64_t topk) {
  // None of the experts of one chip, drawn without replacement.
  double none = 1;
  const std::int64_t elsewhere = experts - experts / chips;
  for (std::int64_t i = 0; i < topk; ++i)
    none *= std::max(0.0, static_cast<double>(elsewhere - i)) / static_cast<double>(experts - i);
  return static_cast<double>(chips) * (1 - none);
}

proto::Graph expert_parallel(const proto::Graph& graph, const ExpertSpread& spread) {
  check(spread);
  proto::Graph part = graph;
  bool found = false;
  for (proto::GraphBlock& block : *part.mutable_block()) {
    const bool here = Spreading(part, block, spread).spread();
    found = found || here;
  }
  if (!found)
    throw InputError(ExitCode::kUsage, "--parallel ep: " + graph.name() +
                                           " has no mixture of experts to spread over chips");
  return part;
}

}  // namespace tessera
