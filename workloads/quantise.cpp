#include "workloads/quantise.h"

#include <map>
#include <string>

namespace tessera {
namespace {

proto::GraphTensor* tensor_named(proto::GraphBlock& block, const std::string& name) {
  for (proto::GraphTensor& tensor : *block.mutable_tensor())
    if (tensor.name() == name) return &tensor;
  return nullptr;
}

class BlockQuantiser {
 public:
  BlockQuantiser(proto::GraphBlock& block, DataType type)
      : block_(block), type_(std::string(name_of(type))) {}

  void run() {
    google::protobuf::RepeatedPtrField<proto::Node> nodes;
    nodes.Swap(block_.mutable_node());
    for (proto::Node& node : nodes) {
      proto::GraphTensor* weight =
          node.has_matmul() ? tensor_named(block_, node.input(1)) : nullptr;
      if (weight != nullptr && weight->role() == proto::WEIGHT) {
        weight->set_dtype(type_);
        node.set_input(0, narrow(node.input(0)));
      }
      if (node.has_moe()) narrow_experts(node);
      *block_.add_node() = std::move(node);
    }
  }

 private:
  // Their kernels narrow the tokens that they gather.
  void narrow_experts(const proto::Node& node) {
    for (const int weights : {2, 3}) {
      proto::GraphTensor* weight = tensor_named(block_, node.input(weights));
      if (weight != nullptr && weight->role() == proto::WEIGHT) weight->set_dtype(type_);
    }
  }

  // The narrow copy of a tensor, made once, where it is first needed.
  std::string narrow(const std::string& name) {
    const auto [known, is_new] = narrow_.emplace(name, name + "_quantised");
    const proto::GraphTensor* wide = tensor_named(block_, name);
    if (!is_new || wide == nullptr) return is_new ? name : known->second;
    proto::GraphTensor copy = *wide;
    copy.set_name(known->second);
    copy.set_dtype(type_);
    *block_.add_tensor() = copy;
    proto::Node& cast = *block_.add_node();
    cast.set_name("quantise_" + name);
    cast.add_input(name);
    cast.add_output(known->second);
    cast.mutable_elementwise()->set_function("cast");
    return known->second;
  }

  proto::GraphBlock& block_;
  std::string type_;
  std::map<std::string, std::string> narrow_;
};

}  // namespace

proto::Graph quantised(const proto::Graph& graph, DataType type) {
  proto::Graph narrow = graph;
  for (proto::GraphBlock& block : *narrow.mutable_block())
    if (block.repeat() > 1) BlockQuantiser(block, type).run();
  return narrow;
}

}  // namespace tessera
