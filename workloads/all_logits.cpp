#include "workloads/all_logits.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tessera {
namespace {

constexpr const char* kEveryToken = "batch*seq";

using Tensors = std::map<std::string, proto::GraphTensor*>;

bool begins_with(const proto::GraphTensor& tensor, const std::vector<std::string>& dims) {
  return tensor.dim_size() >= static_cast<int>(dims.size()) &&
         std::equal(dims.begin(), dims.end(), tensor.dim().begin());
}

bool cuts_out_last_token(const proto::Node& node, const Tensors& tensors) {
  if (node.move().function() != "slice" || node.input_size() != 1 || node.output_size() != 1)
    return false;
  const auto in = tensors.find(node.input(0)), out = tensors.find(node.output(0));
  return in != tensors.end() && out != tensors.end() &&
         begins_with(*in->second, {"batch", "seq"}) && begins_with(*out->second, {"batch"}) &&
         !begins_with(*out->second, {"batch", "seq"});
}

void take_all_along(proto::GraphBlock& block, const Tensors& tensors,
                    std::set<std::string>& widened) {
  const auto widen = [&](const std::string& name) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || !begins_with(*found->second, {"batch"})) return;
    found->second->set_dim(0, kEveryToken);
    widened.insert(name);
  };
  for (const proto::Node& node : block.node()) {
    const bool follows = std::ranges::any_of(
        node.input(), [&](const std::string& input) { return widened.contains(input); });
    if (follows || cuts_out_last_token(node, tensors))
      for (const std::string& output : node.output()) widen(output);
  }
}

}  // namespace

proto::Graph with_all_logits(const proto::Graph& graph) {
  proto::Graph out = graph;
  std::set<std::string> widened;
  for (proto::GraphBlock& block : *out.mutable_block()) {
    Tensors tensors;
    for (proto::GraphTensor& tensor : *out.mutable_tensor()) tensors[tensor.name()] = &tensor;
    for (proto::GraphTensor& tensor : *block.mutable_tensor()) tensors[tensor.name()] = &tensor;
    take_all_along(block, tensors, widened);
  }
  return out;
}

}  // namespace tessera
