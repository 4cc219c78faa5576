#include "workloads/bound_graph.h"

#include <algorithm>
#include <array>
#include <set>

namespace tessera {

std::string_view name_of(OperatorKind kind) {
  constexpr std::array<std::string_view, 16> kNames = {
      "matmul",   "convolution", "pooling",     "attention",   "latent_attention",
      "norm",     "softmax",     "elementwise", "rope",        "embedding",
      "move",     "reduction",   "moe",         "unsupported", "collective",
      "irregular"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::int64_t BoundTensor::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t dimension : shape) product *= dimension;
  return product;
}

std::vector<AttentionShape> AttentionShape::by_length() const {
  if (sequences.empty()) return {*this};
  std::vector<AttentionShape> shapes;
  for (const SequenceLengths& alike : sequences) {
    AttentionShape shape = *this;
    shape.sequences.clear();
    shape.batch = alike.count;
    shape.seq = alike.seq;
    shape.kv = alike.kv;
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

std::int64_t AttentionShape::sequence_count() const {
  if (sequences.empty()) return batch;
  std::int64_t count = 0;
  for (const SequenceLengths& alike : sequences) count += alike.count;
  return count;
}

std::int64_t AttentionShape::most_new_tokens() const {
  std::int64_t most = sequences.empty() ? seq : 0;
  for (const SequenceLengths& alike : sequences) most = std::max(most, alike.seq);
  return most;
}

std::int64_t AttentionShape::pairs() const {
  if (!sequences.empty()) {
    std::int64_t sum = 0;
    for (const AttentionShape& alike : by_length()) sum += alike.batch * alike.pairs();
    return sum;
  }
  if (!causal) return seq * keys();
  const std::int64_t growing =
      window == 0 ? seq : std::clamp<std::int64_t>(window - 1 - kv, 0, seq);
  return growing * kv + growing * (growing + 1) / 2 + (seq - growing) * window;
}

std::int64_t OperatorWork::macs() const {
  std::int64_t sum = gemm ? gemm->macs() : 0;
  if (attention)
    sum += attention->batch * attention->heads * attention->pairs() * attention->depth();
  if (attention && attention->latent_products)
    sum += attention->batch * attention->seq * attention->latent_dim * attention->latent_columns();
  if (moe) sum += moe->macs();
  return sum;
}

std::int64_t BoundGraph::macs() const {
  std::int64_t sum = 0;
  for (const BoundBlock& block : blocks)
    for (const BoundNode& node : block.nodes) sum += block.repeat * node.work.macs();
  return sum;
}

std::int64_t BoundGraph::parameters() const {
  std::int64_t sum = 0;
  for (const BoundTensor& tensor : tensors)
    if (tensor.role == TensorRole::kWeight) sum += tensor.copies * tensor.elements();
  return sum;
}

std::int64_t BoundGraph::active_parameters() const {
  std::int64_t passed_by = 0;
  for (const BoundBlock& block : blocks)
    for (const BoundNode& node : block.nodes) {
      if (!node.work.moe) continue;
      for (std::size_t i = 2; i < node.inputs.size(); ++i) {
        const BoundTensor& weight = tensors[static_cast<std::size_t>(node.inputs[i])];
        const std::int64_t of_one = weight.elements() / node.work.moe->experts;
        const MoeShape& shape = *node.work.moe;
        const std::int64_t chosen = (shape.topk + shape.ranks - 1) / shape.ranks;
        passed_by += weight.copies * of_one * (shape.experts - std::min(chosen, shape.experts));
      }
    }
  return parameters() - passed_by;
}

TokenSize token_size(const BoundGraph& one_token) {
  TokenSize size;
  size.flops = 2.0 * static_cast<double>(one_token.macs());
  std::set<int> appended;
  for (const BoundBlock& block : one_token.blocks)
    for (const BoundNode& node : block.nodes)
      appended.insert(node.outputs.begin(), node.outputs.end());
  for (const int index : appended) {
    const BoundTensor& tensor = one_token.tensors[static_cast<std::size_t>(index)];
    if (tensor.role == TensorRole::kKvCache) size.kv_bytes += tensor.bytes() * tensor.copies;
  }
  return size;
}

std::int64_t BoundGraph::matmul_weights() const {
  std::set<int> operands;  // a tied weight counts once
  for (const BoundBlock& block : blocks)
    for (const BoundNode& node : block.nodes)
      if (node.work.gemm)
        for (std::size_t i = 0; i < node.inputs.size() && i < 2; ++i)
          operands.insert(node.inputs[i]);
  std::int64_t sum = 0;
  for (const int index : operands)
    if (tensors[index].role == TensorRole::kWeight)
      sum += tensors[index].copies * tensors[index].elements();
  return sum;
}

namespace {

Bytes bytes_of_role(const BoundGraph& graph, TensorRole role) {
  Bytes sum;
  for (const BoundTensor& tensor : graph.tensors)
    if (tensor.role == role) sum += tensor.bytes() * tensor.copies;
  return sum;
}

}  // namespace

Bytes BoundGraph::weight_bytes() const { return bytes_of_role(*this, TensorRole::kWeight); }
Bytes BoundGraph::kv_bytes() const { return bytes_of_role(*this, TensorRole::kKvCache); }

}  // namespace tessera
