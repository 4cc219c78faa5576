// Numbers for symbols, types for roles, work for operators; collects every
// mistake before it gives up.
#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

// Counts stay well inside 64 bits: products of two of these are never formed.
constexpr double kMostElements = 1e15;
constexpr double kMostMacs = 4e18;

TensorRole role_of(proto::Role role) {
  switch (role) {
    case proto::WEIGHT:
      return TensorRole::kWeight;
    case proto::KV_CACHE:
      return TensorRole::kKvCache;
    case proto::STATE:
      return TensorRole::kState;
    default:
      return TensorRole::kActivation;
  }
}

bool is_index(DataType type) {
  return type == DataType::kInt32 || type == DataType::kInt64 || type == DataType::kBool;
}

// "layer.qkv"; what stands in an unnamed block keeps its own name.
std::string full_name(const std::string& block, const std::string& name) {
  return block.empty() ? name : block + "." + name;
}

class Binder {
 public:
  Binder(const proto::Graph& graph, const Symbols& symbols, const DataTypes& types)
      : graph_(graph), types_(types) {
    bound_.name = graph.name();
    for (const proto::Symbol& symbol : graph.symbol())
      if (symbol.has_default_value()) symbols_[symbol.name()] = symbol.default_value();
    for (const auto& [name, value] : symbols) symbols_[name] = value;
  }

  BoundGraph whole() {
    graph_type_ = type_named(graph_.dtype(), {}, "dtype of the graph").value_or(DataType::kFp32);
    for (const proto::GraphTensor& tensor : graph_.tensor()) declare(tensor, nullptr, 1, shared_);
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
    return std::move(bound_);
  }

 private:
  using Scope = std::map<std::string, int>;

  void mistake(const proto::Place& place, const std::string& message) {
    mistakes_.push_back({{place.file(), place.line(), place.column()}, message});
  }

  std::optional<DataType> type_named(const std::string& name, const proto::Place& place,
                                     const std::string& what) {
    if (name.empty()) return std::nullopt;
    const std::optional<DataType> type = data_type_named(name);
    if (type) return type;
    std::string allowed;
    for (const std::string& other : data_type_names())
      allowed += (allowed.empty() ? "" : ", ") + other;
    mistake(place, what + " is \"" + name + "\", must be one of " + allowed);
    return std::nullopt;
  }

  DataType type_of(const proto::GraphTensor& tensor, TensorRole role, const std::string& name) {
    const DataType own =
        type_named(tensor.dtype(), tensor.place(), "dtype of tensor '" + name + "'")
            .value_or(graph_type_);
    if (is_index(own)) return own;
    switch (role) {
      case TensorRole::kWeight:
        return types_.weight.value_or(own);
      case TensorRole::kKvCache:
        return types_.kv.value_or(own);
      default:
        return types_.activation.value_or(own);
    }
  }

  // `block` is null for a tensor of the whole network.
  void declare(const proto::GraphTensor& tensor, const proto::GraphBlock* block,
               std::int64_t copies, Scope& scope) {
    BoundTensor bound;
    bound.name = block == nullptr ? tensor.name() : full_name(block->name(), tensor.name());
    bound.role = role_of(tensor.role());
    bound.type = type_of(tensor, bound.role, bound.name);
    bound.copies = copies;
    bound.shape = shape_of(tensor, bound.name);
    if (tensor.name().empty()) mistake(tensor.place(), "a tensor has no name");
    if (scope.contains(tensor.name()) || (block != nullptr && shared_.contains(tensor.name())))
      mistake(tensor.place(), "tensor '" + bound.name + "' is declared twice");
    scope[tensor.name()] = static_cast<int>(bound_.tensors.size());
    bound_.tensors.push_back(std::move(bound));
  }

  // Only what is cached may be empty: kv starts at 0.
  Shape shape_of(const proto::GraphTensor& tensor, const std::string& name) {
    Shape shape;
    double elements = 1;
    const std::int64_t least = tensor.role() == proto::KV_CACHE ? 0 : 1;
    for (const std::string& expression : tensor.dim()) {
      std::int64_t value = 1;
      try {
        value = evaluate(expression, symbols_);
        if (value < least) {
          mistake(tensor.place(), "tensor '" + name + "': dimension \"" + expression + "\" is " +
                                      std::to_string(value) + ", must be at least " +
                                      std::to_string(least));
          value = 1;
        }
      } catch (const DimensionError& error) {
        mistake(tensor.place(), "tensor '" + name + "': " + error.what());
      }
      elements *= static_cast<double>(value);
      shape.push_back(value);
    }
    if (elements > kMostElements) {
      mistake(tensor.place(), "tensor '" + name + "' is " + to_string(shape) +
                                  ", more than the 10^15 elements that can be counted");
      return Shape(shape.size(), 1);
    }
    return shape;
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
    Scope scope;
    for (const proto::GraphTensor& tensor : block.tensor())
      declare(tensor, &block, bound.repeat, scope);
    std::set<std::string> names;
    std::set<std::string> written_here;
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
      if (!is_written && is_produced(input, block, local))
        mistake(node.place(),
                "node '" + name + "' reads tensor '" + input + "' before any node has written it");
      bound.inputs.push_back(index);
    }
    for (const std::string& output : node.output()) {
      const int index = find(output, scope, node, name);
      complete = complete && index >= 0;
      if (index < 0) continue;
      if (bound_.tensors[index].role == TensorRole::kWeight)
        mistake(node.place(), "node '" + name + "' writes the weight '" + output + "'");
      (scope.contains(output) ? written_here : written_).insert(output);
      bound.outputs.push_back(index);
    }
    if (!complete) return;
    for (const int i : bound.inputs) seen.inputs.push_back(&bound_.tensors[i]);
    for (const int i : bound.outputs) seen.outputs.push_back(&bound_.tensors[i]);
    bind_operator(node, seen, bound);
    for (const std::string& what : seen.mistakes)
      mistake(node.place(),
              "node '" + name + "' (" + std::string(name_of(bound.kind)) + ") " + what);
    into.nodes.push_back(std::move(bound));
  }

  bool is_produced(const std::string& tensor, const proto::GraphBlock& block, bool local) const {
    if (!local) return produced_somewhere_.contains(tensor);
    return std::any_of(block.node().begin(), block.node().end(), [&](const proto::Node& node) {
      return std::find(node.output().begin(), node.output().end(), tensor) != node.output().end();
    });
  }

  int find(const std::string& tensor, const Scope& scope, const proto::Node& node,
           const std::string& name) {
    if (const auto own = scope.find(tensor); own != scope.end()) return own->second;
    if (const auto shared = shared_.find(tensor); shared != shared_.end()) return shared->second;
    mistake(node.place(), "node '" + name + "' uses tensor '" + tensor +
                              "', which is declared neither in its block nor in the graph");
    return -1;
  }

  void check_total() {
    double macs = 0, elements = 0;
    for (const BoundBlock& block : bound_.blocks)
      for (const BoundNode& node : block.nodes)
        macs += approximate_macs(node.work) * static_cast<double>(block.repeat);
    for (const BoundTensor& tensor : bound_.tensors)
      elements += static_cast<double>(tensor.elements()) * static_cast<double>(tensor.copies);
    if (macs > kMostMacs || elements > kMostMacs / 8)
      mistake({}, "graph '" + graph_.name() +
                      "' needs more work than can be counted (4 x 10^18 multiply-accumulates, "
                      "5 x 10^17 elements)");
  }

  static double approximate_macs(const OperatorWork& work) {
    double macs = 0;
    if (work.gemm) {
      const GemmShape& g = *work.gemm;
      macs += 1.0 * static_cast<double>(g.batch) * static_cast<double>(g.m) *
              static_cast<double>(g.n) * static_cast<double>(g.k);
    }
    if (work.attention) {
      const AttentionShape& a = *work.attention;
      macs += 2.0 * static_cast<double>(a.batch) * static_cast<double>(a.heads * a.head_dim) *
              static_cast<double>(a.pairs());
    }
    return macs;
  }

  const proto::Graph& graph_;
  const DataTypes& types_;
  Symbols symbols_;
  DataType graph_type_ = DataType::kFp32;
  Scope shared_;
  std::set<std::string> written_, produced_somewhere_;
  std::vector<Mistake> mistakes_;
  BoundGraph bound_;
};

}  // namespace

BoundGraph bind(const proto::Graph& graph, const std::map<std::string, std::int64_t>& symbols,
                const DataTypes& types) {
  return Binder(graph, symbols, types).whole();
}

}  // namespace tessera
