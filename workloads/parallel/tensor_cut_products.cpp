// Products that are cut by columns or by rows: experts, pairs, the vocabulary.
#include <algorithm>

#include "sim/core/units.h"
#include "workloads/parallel/tensor_cut.h"

namespace tessera {

// Experts that are spread over some of the chips are cut by as many fewer; with tokens from
// others their results are brought back already.
void TensorCut::cut_experts() {
  for (int i = 0; i < block_.node_size(); ++i) {
    const proto::Node& node = block_.node(i);
    if (!node.has_moe()) continue;
    const std::int64_t ranks = node.moe().has_ranks() ? node.moe().ranks() : 1;
    if (ranks < chips_) cut_every_expert(node, chips_ / ranks);
    if (!node.moe().has_sources()) add_all_reduce(i);
  }
}

void TensorCut::cut_every_expert(const proto::Node& node, std::int64_t parts) {
  proto::GraphTensor& first = wires_.tensor(node.input(2));
  proto::GraphTensor& second = wires_.tensor(node.input(3));
  const std::int64_t inter = divided(wires_.number(second.dim(2)), node.name(), parts);
  const std::string columns = std::to_string(node.moe().gated() ? 2 * inter : inter);
  first.set_dim(1, columns);
  second.set_dim(2, std::to_string(inter));
  if (node.input_size() > 4) wires_.tensor(node.input(4)).set_dim(1, columns);
}

// Products behind others with only element-wise work between.
void TensorCut::cut_pairs() {
  for (int i = 0; i < block_.node_size(); ++i) {
    if (!is_whole_product(i)) continue;
    Chain chain;
    if (!collect(block_.node(i).input(0), chain) || chain.products.empty()) continue;
    // Gate and value side by side are twice as wide as what comes of them.
    const std::int64_t whole = wires_.width(block_.node(i).input(0));
    const std::int64_t own = divided(whole, block_.node(i).name());
    for (const std::string& tensor : chain.tensors) {
      const std::int64_t width = wires_.width(tensor);
      wires_.set_width(
          tensor, width % whole == 0 ? width / whole * own : divided(width, block_.node(i).name()));
    }
    for (const int product : chain.products) cut_columns(product);
    cut_rows(i);
  }
}

// The product nobody reads: the width it had.
std::optional<std::int64_t> TensorCut::cut_vocabulary(const std::set<std::string>& read) {
  for (int i = 0; i < block_.node_size(); ++i) {
    if (!is_whole_product(i) || read.contains(block_.node(i).output(0))) continue;
    const std::string logits = block_.node(i).output(0);
    const std::int64_t whole = wires_.width(logits);
    const std::int64_t part = ceil_divide(whole, chips_);
    wires_.set_width(logits, part);
    cut_columns(i);
    const std::string name = wires_.copy_tensor(logits, logits + "_part");
    wires_.set_width(logits, part * chips_);
    redirect(i, name, "all_gather", logits);
    return whole;
  }
  return std::nullopt;
}

void TensorCut::cut_table(std::int64_t vocabulary) {
  for (int i = 0; i < block_.node_size(); ++i) {
    if (!block_.node(i).has_embedding()) continue;
    proto::GraphTensor& table = wires_.tensor(block_.node(i).input(0));
    const std::int64_t rows = wires_.number(table.dim(0));
    const std::int64_t part = ceil_divide(vocabulary, chips_);
    if (rows != vocabulary && rows != part) continue;  // cut already where the head shares it
    table.set_dim(0, std::to_string(part));
    add_all_reduce(i);
  }
}

bool TensorCut::is_whole_product(int i) const {
  const proto::Node& node = block_.node(i);
  return node.has_matmul() && !cut_.contains(i) && wires_.is_weight(node.input(1));
}

bool TensorCut::collect(const std::string& tensor, Chain& chain) const {
  const int maker = wires_.producer(tensor);
  if (maker < 0 || wires_.is_set(tensor)) return false;
  const proto::Node& node = block_.node(maker);
  chain.tensors.push_back(tensor);
  if (is_whole_product(maker)) {
    chain.products.push_back(maker);
    return true;
  }
  if (!node.has_elementwise() && !node.has_move()) return false;
  return std::ranges::all_of(node.input(), [&](const std::string& input) {
    return wires_.is_weight(input) || collect(input, chain);
  });
}

void TensorCut::cut_columns(int product) {
  if (!cut_.insert(product).second) return;
  const proto::Node& node = block_.node(product);
  const std::int64_t width = wires_.width(node.output(0));
  wires_.set_columns(node, width);
  if (node.input_size() > 2) wires_.set_width(node.input(2), width);
}

void TensorCut::cut_rows(int product) {
  if (!cut_.insert(product).second) return;
  wires_.set_rows(block_.node(product), wires_.width(block_.node(product).input(0)));
  add_all_reduce(product);
}

}  // namespace tessera
