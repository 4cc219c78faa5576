#include "workloads/parallel/block_wires.h"

#include <algorithm>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

template <class Tensors>
proto::GraphTensor* find(Tensors& tensors, const std::string& name) {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const auto& tensor) { return tensor.name() == name; });
  return found == tensors.end() ? nullptr : &*found;
}

}  // namespace

BlockWires::BlockWires(proto::Graph& graph, proto::GraphBlock& block)
    : graph_(graph), block_(block) {
  for (const proto::Symbol& symbol : graph.symbol())
    symbols_[symbol.name()] = symbol.default_value();
  for (int i = 0; i < block.node_size(); ++i) {
    for (const std::string& output : block.node(i).output()) producer_.emplace(output, i);
    for (const std::string& input : block.node(i).input()) readers_[input].push_back(i);
  }
}

proto::GraphTensor& BlockWires::tensor(const std::string& name) const {
  if (proto::GraphTensor* own = find(*block_.mutable_tensor(), name)) return *own;
  if (proto::GraphTensor* shared = find(*graph_.mutable_tensor(), name)) return *shared;
  throw InputError(ExitCode::kBadInput, "block '" + block_.name() + "' uses tensor '" + name +
                                            "', which is declared neither in it nor in the graph");
}

bool BlockWires::is_weight(const std::string& name) const {
  return tensor(name).role() == proto::WEIGHT;
}

std::int64_t BlockWires::number(const std::string& expression) const {
  try {
    return evaluate(expression, symbols_);
  } catch (const DimensionError& error) {
    throw InputError(ExitCode::kBadInput, error.what());
  }
}

std::int64_t BlockWires::width(const std::string& name) const {
  const proto::GraphTensor& wire = tensor(name);
  return wire.dim_size() == 0 ? 1 : number(wire.dim(wire.dim_size() - 1));
}

void BlockWires::set_width(const std::string& name, std::int64_t width) {
  set_.emplace(name, this->width(name));
  proto::GraphTensor& wire = tensor(name);
  if (wire.dim_size() > 0) wire.set_dim(wire.dim_size() - 1, std::to_string(width));
}

std::int64_t BlockWires::whole_width(const std::string& name) const {
  const auto found = set_.find(name);
  return found == set_.end() ? width(name) : found->second;
}

void BlockWires::set_columns(const proto::Node& product, std::int64_t columns) {
  proto::GraphTensor& weight = tensor(product.input(1));
  const int last = weight.dim_size() - 1;
  weight.set_dim(product.matmul().transpose_b() ? last - 1 : last, std::to_string(columns));
}

void BlockWires::set_rows(const proto::Node& product, std::int64_t rows) {
  proto::GraphTensor& weight = tensor(product.input(1));
  const int last = weight.dim_size() - 1;
  weight.set_dim(product.matmul().transpose_b() ? last : last - 1, std::to_string(rows));
}

int BlockWires::producer(const std::string& tensor) const {
  const auto found = producer_.find(tensor);
  return found == producer_.end() ? -1 : found->second;
}

std::vector<int> BlockWires::readers(const std::string& tensor) const {
  const auto found = readers_.find(tensor);
  return found == readers_.end() ? std::vector<int>{} : found->second;
}

std::string BlockWires::copy_tensor(const std::string& name, const std::string& copy) {
  proto::GraphTensor wire = tensor(name);
  wire.set_name(copy);
  wire.set_role(proto::ACTIVATION);
  *block_.add_tensor() = wire;
  return copy;
}

}  // namespace tessera
