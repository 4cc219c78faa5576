#include "sim/app/simulate/product_types.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "isa/data_type.h"

namespace tessera {
namespace {

bool runs(const ChipSpec& chip, const std::string& type) {
  const std::optional<DataType> known = data_type_named(type);
  return !known || peak_macs_per_second(chip, *known) > 0;
}

std::map<std::string, std::string> types_of(const proto::GraphBlock& block) {
  std::map<std::string, std::string> types;
  for (const proto::GraphTensor& tensor : block.tensor()) types[tensor.name()] = tensor.dtype();
  return types;
}

}  // namespace

void forget_product_types(proto::Graph& graph) {
  for (proto::GraphBlock& block : *graph.mutable_block())
    for (proto::Node& node : *block.mutable_node()) {
      if (node.has_matmul()) node.mutable_matmul()->clear_multiply_as();
      if (node.has_moe()) node.mutable_moe()->clear_multiply_as();
    }
}

void widen_foreign_products(const ChipSpec& chip, proto::Graph& graph,
                            std::vector<std::string>& notes) {
  std::set<std::string> widened;
  for (proto::GraphBlock& block : *graph.mutable_block()) {
    const std::map<std::string, std::string> types = types_of(block);
    for (proto::Node& node : *block.mutable_node()) {
      if (node.has_matmul() && !runs(chip, node.matmul().multiply_as())) {
        widened.insert(node.matmul().multiply_as());
        node.mutable_matmul()->clear_multiply_as();
      }
      if (!node.has_moe() || node.input_size() < 3) continue;
      const auto weights = types.find(node.input(2));
      const std::string stored = weights == types.end() ? "" : weights->second;
      const std::string& type = node.moe().has_multiply_as() ? node.moe().multiply_as() : stored;
      if (runs(chip, type)) continue;
      widened.insert(type);
      node.mutable_moe()->set_multiply_as(graph.dtype());
    }
  }
  for (const std::string& type : widened)
    notes.push_back(
        fmt::format("no matrix unit of {} takes {}: such weights are widened to {} on "
                    "their way in",
                    chip.name, type, graph.dtype()));
}

}  // namespace tessera
