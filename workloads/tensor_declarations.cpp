#include "workloads/tensor_declarations.h"

#include <algorithm>
#include <cctype>

#include "workloads/operators/operator_node.h"

namespace tessera {
namespace {

// Products of two of these are never formed, so counts stay inside 64 bits.
constexpr double kMostElements = 1e15;

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

// Whether one of `symbols` occurs in a dimension: "images" in "batch*images".
bool names_any(const std::set<std::string>& symbols, const std::string& expression) {
  const auto in_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  for (auto begin = expression.begin(); begin != expression.end();) {
    const auto first = std::find_if(begin, expression.end(), in_name);
    begin = std::find_if_not(first, expression.end(), in_name);
    if (symbols.contains(std::string(first, begin))) return true;
  }
  return false;
}

}  // namespace

std::string full_name(const std::string& block, const std::string& name) {
  return block.empty() ? name : block + "." + name;
}

SourceLocation location_of(const proto::Place& place) {
  return {place.file(), place.line(), place.column()};
}

TensorDeclarations::TensorDeclarations(const proto::Graph& graph, const Symbols& symbols,
                                       const DataTypes& types, std::vector<Mistake>& mistakes)
    : symbols_(symbols), types_(types), mistakes_(mistakes) {
  graph_type_ = type_named(graph.dtype(), {}, "dtype of the graph").value_or(DataType::kFp32);
  for (const proto::Symbol& symbol : graph.symbol())
    if (symbol.optional()) optional_.insert(symbol.name());
  for (const proto::GraphTensor& tensor : graph.tensor()) declare(tensor, nullptr, 1, shared_);
}

Scope TensorDeclarations::declare_block(const proto::GraphBlock& block, std::int64_t copies) {
  Scope scope;
  for (const proto::GraphTensor& tensor : block.tensor()) declare(tensor, &block, copies, scope);
  return scope;
}

void TensorDeclarations::mistake(const proto::Place& place, const std::string& message) {
  mistakes_.push_back({location_of(place), message});
}

std::optional<DataType> TensorDeclarations::type_named(const std::string& name,
                                                       const proto::Place& place,
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

DataType TensorDeclarations::type_of(const proto::GraphTensor& tensor, TensorRole role,
                                     const std::string& name) {
  const DataType own = type_named(tensor.dtype(), tensor.place(), "dtype of tensor '" + name + "'")
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
void TensorDeclarations::declare(const proto::GraphTensor& tensor, const proto::GraphBlock* block,
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
  scope[tensor.name()] = static_cast<int>(tensors_.size());
  tensors_.push_back(std::move(bound));
}

// Only what is cached may be empty, as kv starts at 0, and what there is none of unless it is
// named.
Shape TensorDeclarations::shape_of(const proto::GraphTensor& tensor, const std::string& name) {
  Shape shape;
  double elements = 1;
  for (const std::string& expression : tensor.dim()) {
    const bool may_be_empty = tensor.role() == proto::KV_CACHE || names_any(optional_, expression);
    const std::int64_t least = may_be_empty ? 0 : 1;
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
    elements *= static_cast<double>(std::max<std::int64_t>(1, value));  // also where kv is 0
    shape.push_back(value);
  }
  if (elements > kMostElements) {
    mistake(tensor.place(), "tensor '" + name + "' is " + to_string(shape) +
                                ", more than the 10^15 elements that can be counted");
    return Shape(shape.size(), 1);
  }
  return shape;
}

}  // namespace tessera
