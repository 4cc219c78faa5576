#include "workloads/graph_builder.h"

namespace tessera {

GraphBuilder::GraphBuilder(const std::string& name) {
  graph_.set_name(name);
  graph_.set_dtype("fp32");
  graph_.set_kind("network");
}

void GraphBuilder::begin_block(const std::string& name, std::int64_t repeat) {
  proto::GraphBlock& block = *graph_.add_block();
  if (!name.empty()) block.set_name(name);
  if (repeat != 1) block.set_repeat(repeat);
}

proto::GraphTensor& GraphBuilder::tensor(const std::string& name,
                                         const std::vector<std::string>& dims, proto::Role role) {
  proto::GraphTensor& tensor = graph_.block().empty()
                                   ? *graph_.add_tensor()
                                   : *graph_.mutable_block(graph_.block_size() - 1)->add_tensor();
  tensor.set_name(name);
  for (const std::string& dim : dims) tensor.add_dim(dim);
  if (role != proto::ACTIVATION) tensor.set_role(role);
  return tensor;
}

proto::GraphTensor& GraphBuilder::tensor(const std::string& name,
                                         const std::vector<std::int64_t>& dims, proto::Role role) {
  std::vector<std::string> texts;
  texts.reserve(dims.size());
  for (const std::int64_t dim : dims) texts.push_back(std::to_string(dim));
  return tensor(name, texts, role);
}

proto::Node& GraphBuilder::node(const std::string& name, const std::vector<std::string>& inputs,
                                const std::vector<std::string>& outputs) {
  if (graph_.block().empty()) begin_block("");
  proto::Node& node = *graph_.mutable_block(graph_.block_size() - 1)->add_node();
  node.set_name(name);
  for (const std::string& input : inputs) node.add_input(input);
  for (const std::string& output : outputs) node.add_output(output);
  return node;
}

void GraphBuilder::symbol(const std::string& name, std::int64_t default_value) {
  proto::Symbol& symbol = *graph_.add_symbol();
  symbol.set_name(name);
  symbol.set_default_value(default_value);
}

}  // namespace tessera
