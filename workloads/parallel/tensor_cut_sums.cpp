// The collectives that make whole results of the chips' parts, and where they stand.
#include <algorithm>
#include <utility>

#include "workloads/parallel/tensor_cut.h"

namespace tessera {

// The addition that is all that reads the result of `node`, where its other terms are parts of
// sums too: they are added before they are reduced. Else the node itself.
int TensorCut::where_to_reduce(int node) const {
  const std::vector<int> readers = wires_.readers(block_.node(node).output(0));
  if (readers.size() != 1) return node;
  const proto::Node& add = block_.node(readers[0]);
  const bool adds = add.has_elementwise() && add.elementwise().function() == "add";
  const bool parts = adds && std::ranges::all_of(add.input(), [&](const std::string& term) {
                       const int maker = wires_.producer(term);
                       return maker >= 0 && (block_.node(maker).has_moe() || ends_a_chain(maker));
                     });
  return parts ? readers[0] : node;
}

// A product whose rows will be cut.
bool TensorCut::ends_a_chain(int product) const {
  const proto::Node& node = block_.node(product);
  if (!node.has_matmul() || !wires_.is_weight(node.input(1))) return false;
  if (cut_.contains(product)) return true;
  Chain chain;
  return collect(node.input(0), chain) && !chain.products.empty();
}

void TensorCut::add_all_reduce(int made_by) {
  const int node = where_to_reduce(made_by);
  if (added_.contains(node)) return;
  const std::string sum = block_.node(node).output(0);
  redirect(node, wires_.copy_tensor(sum, sum + "_part"), "all_reduce", sum);
}

// `node` writes `part`, and a collective behind it makes `whole` of it.
void TensorCut::redirect(int node, const std::string& part, const std::string& function,
                         const std::string& whole) {
  block_.mutable_node(node)->set_output(0, part);
  proto::Node collective;
  collective.set_name(block_.node(node).name() + "_" + function);
  collective.add_input(part);
  collective.add_output(whole);
  collective.mutable_collective()->set_function(function);
  collective.mutable_collective()->set_chips(chips_);
  if (chips_per_node_ > 0) collective.mutable_collective()->set_chips_per_node(chips_per_node_);
  added_.emplace(node, std::move(collective));
}

// Puts the collectives into the block.
void TensorCut::finish() {
  for (auto added = added_.rbegin(); added != added_.rend(); ++added) {
    *block_.add_node() = added->second;
    for (int i = block_.node_size() - 1; i > added->first + 1; --i)
      block_.mutable_node()->SwapElements(i, i - 1);
  }
}

}  // namespace tessera
