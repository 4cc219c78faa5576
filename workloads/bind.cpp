// Numbers for symbols, types for roles, work for operators; collects every
// mistake before it gives up.
#include <algorithm>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/operators/operators.h"
#include "workloads/state_space.h"
#include "workloads/tensor_declarations.h"

namespace tessera {
namespace {

constexpr double kMostMacs = 4e18;  // sums stay inside 64 bits

// In a double, which does not overflow.
double approximate_macs(const OperatorWork& work) {
  double macs = 0;
  if (work.gemm) {
    const GemmShape& g = *work.gemm;
    macs += 1.0 * static_cast<double>(g.batch) * static_cast<double>(g.m) *
            static_cast<double>(g.n) * static_cast<double>(g.k);
  }
  if (work.attention) {
    const AttentionShape& a = *work.attention;
    macs += static_cast<double>(a.batch) * static_cast<double>(a.heads * a.depth()) *
            static_cast<double>(a.pairs());
  }
  return macs;
}

Symbols with_defaults(const Symbols& given, const proto::Graph& graph) {
  Symbols symbols = given;
  for (const proto::Symbol& symbol : graph.symbol())
    if (symbol.has_default_value()) symbols.emplace(symbol.name(), symbol.default_value());
  return symbols;
}

class Binder {
 public:
  Binder(const proto::Graph& graph, const Symbols& symbols, const DataTypes& types)
      : graph_(graph),
        symbols_(with_defaults(symbols, graph)),
        types_(types),
        tensors_(graph, symbols_, types, mistakes_) {
    bound_.name = graph.name();
  }

  BoundGraph whole() {
    find_producers();
    std::set<std::string> names;
    for (const proto::GraphBlock& block : graph_.block()) {
      if (!names.insert(block.name()).second)
        mistake(block.place(), "block '" + block.name() + "' is there twice, names must differ");
      bind_block(block);
    }
    if (graph_.block().empty()) mistake({}, "graph '" + graph_.name() + "' has no block");
    if (mistakes_.empty()) check_total();
    if (!mistakes_.empty()) throw InputError(ExitCode::kBadInput, mistakes_);
    bound_.tensors = tensors_.take();
    return std::move(bound_);
  }

 private:
  void mistake(const proto::Place& place, const std::string& message) {
    mistakes_.push_back({location_of(place), message});
  }

  // Shared tensors that some node writes: reading one earlier is a mistake.
  void find_producers() {
    for (const proto::GraphBlock& block : graph_.block())
      for (const proto::Node& node : block.node())
        for (const std::string& output : node.output()) produced_somewhere_.insert(output);
  }

  void bind_block(const proto::GraphBlock& block) {
    BoundBlock bound;
    bound.name = block.name();
    bound.repeat = block.has_repeat() ? block.repeat() : 1;
    if (bound.repeat < 1 || bound.repeat > 1'000'000) {
      mistake(block.place(), "block '" + block.name() + "': repeat is " +
                                 std::to_string(bound.repeat) + ", must be 1 to 1000000");
      bound.repeat = 1;
    }
    const Scope scope = tensors_.declare_block(block, bound.repeat);
    std::set<std::string> names;
    std::set<std::string> written_here;
    produced_here_.clear();
    for (const proto::Node& node : block.node())
      produced_here_.insert(node.output().begin(), node.output().end());
    quantised_.clear();
    for (const proto::Node& node : block.node()) {
      if (!names.insert(node.name()).second)
        mistake(node.place(), "node '" + full_name(block.name(), node.name()) +
                                  "' is there twice, names must differ");
      bind_node(node, block, scope, written_here, bound);
    }
    bound_.blocks.push_back(std::move(bound));
  }

  void bind_node(const proto::Node& node, const proto::GraphBlock& block, const Scope& scope,
                 std::set<std::string>& written_here, BoundBlock& into) {
    const std::string name = full_name(block.name(), node.name());
    OperatorNode seen;
    seen.symbols = &symbols_;
    BoundNode bound;
    bound.name = name;
    bool complete = true;
    for (const std::string& input : node.input()) {
      const int index = find(input, scope, node, name);
      complete = complete && index >= 0;
      if (index < 0) continue;
      const bool local = scope.contains(input);
      const bool is_written = local ? written_here.contains(input) : written_.contains(input);
      if (!is_written && comes_later(input, block, local))
        mistake(node.place(),
                "node '" + name + "' reads tensor '" + input + "' before any node has written it");
      bound.inputs.push_back(index);
    }
    for (const std::string& output : node.output()) {
      const int index = find(output, scope, node, name);
      complete = complete && index >= 0;
      if (index < 0) continue;
      if (tensors_[index].role == TensorRole::kWeight)
        mistake(node.place(), "node '" + name + "' writes the weight '" + output + "'");
      (scope.contains(output) ? written_here : written_).insert(output);
      bound.outputs.push_back(index);
    }
    if (!complete || is_empty(bound)) return;
    quantise_activation(node, bound, into);
    for (const int output : bound.outputs)
      std::erase_if(quantised_, [&](const auto& known) { return known.first.first == output; });
    for (const int i : bound.inputs) seen.inputs.push_back(&tensors_[i]);
    for (const int i : bound.outputs) seen.outputs.push_back(&tensors_[i]);
    if (node.has_state_space()) return bind_state_space(node, seen, bound, into);
    bind_operator(node, seen, bound);
    for (const std::string& what : seen.mistakes)
      mistake(node.place(),
              "node '" + name + "' (" + std::string(name_of(bound.kind)) + ") " + what);
    into.nodes.push_back(std::move(bound));
  }

  // Nothing comes out: of a part of the network that does not run.
  bool is_empty(const BoundNode& node) const {
    return !node.outputs.empty() && std::ranges::all_of(node.outputs, [&](int output) {
      return tensors_[output].elements() == 0;
    });
  }

  // New tensors may move the others in memory: the node sees copies.
  void bind_state_space(const proto::Node& node, OperatorNode& seen, const BoundNode& bound,
                        BoundBlock& into) {
    std::vector<BoundTensor> copies;
    copies.reserve(seen.inputs.size() + seen.outputs.size());
    for (auto* tensors : {&seen.inputs, &seen.outputs})
      for (const BoundTensor*& tensor : *tensors) tensor = &copies.emplace_back(*tensor);
    const auto add = [&](BoundTensor tensor) { return tensors_.add(std::move(tensor)); };
    for (BoundNode& part : state_space_parts(node.state_space(), seen, bound, add))
      into.nodes.push_back(std::move(part));
    for (const std::string& what : seen.mistakes)
      mistake(node.place(), "node '" + bound.name + "' (state_space) " + what);
  }

  // The type that a product is asked to run at, if its A has more bits than that.
  std::optional<DataType> narrower_product(const proto::Node& node, const BoundNode& bound) {
    if (!node.has_matmul() || bound.inputs.size() < 2) return std::nullopt;
    std::optional<DataType> type;
    if (node.matmul().has_multiply_as()) {
      type = data_type_named(node.matmul().multiply_as());
      if (!type)
        mistake(node.place(), "node '" + bound.name + "': multiply_as is \"" +
                                  node.matmul().multiply_as() + "\", which is no data type");
    } else if (tensors_[bound.inputs[1]].role == TensorRole::kWeight) {
      type = types_.product;
    }
    if (!type) return std::nullopt;
    const double bits = bits_of(*type);
    const bool narrower = bits < bits_of(tensors_[bound.inputs[0]].type) &&
                          bits >= bits_of(tensors_[bound.inputs[1]].type);
    return narrower ? type : std::nullopt;
  }

  // An operator of its own in front of the product; one for all products that read the same A.
  void quantise_activation(const proto::Node& node, BoundNode& bound, BoundBlock& into) {
    const std::optional<DataType> type = narrower_product(node, bound);
    if (!type) return;
    const int whole = bound.inputs[0];
    const auto [known, is_new] = quantised_.try_emplace({whole, *type}, -1);
    if (is_new) {
      BoundTensor tensor = tensors_[whole];
      tensor.name += ".as_" + std::string(name_of(*type));
      tensor.type = *type;
      known->second = tensors_.add(std::move(tensor));
      OperatorNode seen;
      seen.symbols = &symbols_;
      seen.inputs = {&tensors_[whole]};
      seen.outputs = {&tensors_[known->second]};
      proto::Node quantise;
      quantise.mutable_elementwise()->set_function(std::string(kQuantise));
      BoundNode first;
      first.name = bound.name + ".quantise";
      first.inputs = {whole};
      first.outputs = {known->second};
      bind_operator(quantise, seen, first);
      into.nodes.push_back(std::move(first));
    }
    bound.inputs[0] = known->second;
  }

  // Whether a read that comes before any write must be a mistake. What the block
  // itself hands from copy to copy enters the first copy as the network's input.
  bool comes_later(const std::string& tensor, const proto::GraphBlock& block, bool local) const {
    const bool here = produced_here_.contains(tensor);
    if (local) return here;
    const bool handed_on = here && block.repeat() > 1;
    return produced_somewhere_.contains(tensor) && !handed_on;
  }

  int find(const std::string& tensor, const Scope& scope, const proto::Node& node,
           const std::string& name) {
    if (const auto own = scope.find(tensor); own != scope.end()) return own->second;
    const auto shared = tensors_.shared().find(tensor);
    if (shared != tensors_.shared().end()) return shared->second;
    mistake(node.place(), "node '" + name + "' uses tensor '" + tensor +
                              "', which is declared neither in its block nor in the graph");
    return -1;
  }

  void check_total() {
    double macs = 0, elements = 0;
    for (const BoundBlock& block : bound_.blocks)
      for (const BoundNode& node : block.nodes)
        macs += approximate_macs(node.work) * static_cast<double>(block.repeat);
    for (const BoundTensor& tensor : tensors_.all())
      elements += static_cast<double>(tensor.elements()) * static_cast<double>(tensor.copies);
    if (macs > kMostMacs || elements > kMostMacs / 8)
      mistake({}, "graph '" + graph_.name() +
                      "' needs more work than can be counted (4 x 10^18 multiply-accumulates, "
                      "5 x 10^17 elements)");
  }

  const proto::Graph& graph_;
  Symbols symbols_;
  const DataTypes& types_;
  std::vector<Mistake> mistakes_;
  TensorDeclarations tensors_;
  std::set<std::string> written_, produced_somewhere_;
  std::set<std::string> produced_here_;                // by nodes of the block at hand
  std::map<std::pair<int, DataType>, int> quantised_;  // by tensor and type: of the block at hand
  BoundGraph bound_;
};

}  // namespace

BoundGraph bind(const proto::Graph& graph, const std::map<std::string, std::int64_t>& symbols,
                const DataTypes& types) {
  return Binder(graph, symbols, types).whole();
}

}  // namespace tessera
