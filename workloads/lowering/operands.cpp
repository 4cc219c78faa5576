#include "workloads/lowering/operands.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

const BoundTensor& tensor_at(const BoundGraph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

std::int64_t rows_of(const BoundTensor& tensor) {
  const std::int64_t width = tensor.shape.empty() ? 1 : tensor.shape.back();
  return std::max<std::int64_t>(1, tensor.elements() / std::max<std::int64_t>(1, width));
}

Operand operand_of(const BoundGraph& graph, int index, bool beside_core, ProgramTensors& tensors) {
  const BoundTensor& tensor = tensor_at(graph, index);
  Operand operand;
  operand.tensor = tensors.index(index, beside_core);
  operand.bytes = tensor.bytes();
  operand.rows = rows_of(tensor);
  operand.type = tensor.type;
  operand.role = tensor.role;
  return operand;
}

// Images are N,C,H,W (or N,C,W) and windows K,C/group,R,S: the rows that a tile of output needs.
std::optional<ConvolutionWindow> window_of(const BoundGraph& graph, const BoundNode& node) {
  if (node.kind != OperatorKind::kConvolution) return std::nullopt;
  const std::vector<std::int64_t>& in = tensor_at(graph, node.inputs[0]).shape;
  const std::vector<std::int64_t>& taps = tensor_at(graph, node.inputs[1]).shape;
  const std::vector<std::int64_t>& out = tensor_at(graph, node.outputs[0]).shape;
  if (in.size() < 3 || taps.size() != in.size() || out.size() != in.size()) return std::nullopt;
  ConvolutionWindow window;
  window.images = in[0];
  window.input_rows = in[2];
  window.output_rows = out[2];
  window.output_columns = out.size() > 3 ? out[3] : 1;
  window.window = taps[2];
  window.window_columns = taps.size() > 3 ? taps[3] : 1;
  window.stride = std::max<std::int64_t>(
      1, std::llround(static_cast<double>(in[2]) / static_cast<double>(out[2])));
  return window;
}

// A gather or a slice reads only a part of its first input.
void read_only_what_is_needed(const BoundNode& main, FusedOperator& fused) {
  if (main.kind != OperatorKind::kEmbedding && main.kind != OperatorKind::kMove) return;
  Bytes others;
  for (std::size_t i = 1; i < fused.reads.size() && i < main.inputs.size(); ++i)
    others += fused.reads[i].bytes;
  if (fused.reads.empty() || main.work.read <= others) return;
  Operand& first = fused.reads[0];
  const Bytes needed = std::min(first.bytes, main.work.read - others);
  const double share = ratio(needed, first.bytes);
  first.bytes = needed;
  first.rows = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(static_cast<double>(first.rows) * share)));
}

// Several results that are together what a product makes (rotated queries and keys beside the
// values) are written in its place.
bool are_parts(const BoundGraph& graph, const std::vector<int>& writes, int whole) {
  if (writes.size() < 2) return false;
  std::int64_t elements = 0;
  for (const int write : writes) {
    const BoundTensor& tensor = tensor_at(graph, write);
    if (tensor.type != tensor_at(graph, whole).type || tensor.role != TensorRole::kActivation)
      return false;
    elements += tensor.elements();
  }
  return elements == tensor_at(graph, whole).elements();
}

// The node whose kind decides what must stay whole.
const BoundNode& deciding(const std::vector<BoundNode>& nodes, const FusedNodes& fused) {
  const BoundNode& main = nodes[static_cast<std::size_t>(fused.nodes[0])];
  if (main.kind != OperatorKind::kElementwise && main.kind != OperatorKind::kRope) return main;
  for (const int i : fused.nodes) {
    const BoundNode& node = nodes[static_cast<std::size_t>(i)];
    if (node.kind == OperatorKind::kNorm || node.kind == OperatorKind::kSoftmax) return node;
  }
  return main;
}

}  // namespace

void ProgramTensors::lies_in(int part, int whole) { whole_[flow_.root(part)] = flow_.root(whole); }

void ProgramTensors::append_to(int cache, int appended, bool beside_core) {
  lies_in(appended, cache);
  const auto place = static_cast<std::size_t>(index(cache, beside_core));
  tensors_[place].bytes += tensor_at(graph_, appended).bytes();
}

int ProgramTensors::index(int tensor, bool beside_core) {
  const auto inside = whole_.find(flow_.root(tensor));
  const int root = inside == whole_.end() ? flow_.root(tensor) : inside->second;
  const auto found = index_.find(root);
  if (found != index_.end()) return found->second;
  const BoundTensor& source = tensor_at(graph_, root);
  const bool own = beside_core && chip_.memory.slice_per_core;
  tensors_.push_back({source.name, source.bytes(), source.role,
                      own ? Placement::kOwnSlice : Placement::kInterleaved});
  return index_[root] = static_cast<int>(tensors_.size()) - 1;
}

OperatorRecord record_of(const BoundGraph& graph, int block, const FusedNodes& nodes) {
  const BoundBlock& source = graph.blocks[static_cast<std::size_t>(block)];
  OperatorRecord record;
  record.repeat = source.repeat;
  for (const int i : nodes.nodes) {
    const BoundNode& node = source.nodes[static_cast<std::size_t>(i)];
    record.kind += (record.kind.empty() ? "" : "+") + std::string(name_of(node.kind));
    record.matrix_flops += 2.0 * static_cast<double>(node.work.macs());
    record.vector_operations += node.work.vector.total();
  }
  const BoundNode& main = source.nodes[static_cast<std::size_t>(nodes.nodes[0])];
  record.name = main.name;
  record.matrix_type = main.matrix_type;
  return record;
}

namespace {

// A state is written where the one before it was.
void keep_state_in_place(const BoundGraph& graph, const BoundNode& node, ProgramTensors& tensors) {
  for (const int output : node.outputs)
    for (const int input : node.inputs)
      if (tensor_at(graph, output).role == TensorRole::kState &&
          tensor_at(graph, input).role == TensorRole::kState &&
          tensor_at(graph, output).shape == tensor_at(graph, input).shape)
        tensors.lies_in(output, input);
}

}  // namespace

FusedOperator fused_operator(const BoundGraph& graph, int block, const FusedNodes& nodes,
                             bool in_queues, ProgramTensors& tensors) {
  const std::vector<BoundNode>& all = graph.blocks[static_cast<std::size_t>(block)].nodes;
  const BoundNode& main = all[static_cast<std::size_t>(nodes.nodes[0])];
  FusedOperator fused;
  fused.kind = deciding(all, nodes).kind;
  fused.function = deciding(all, nodes).function;
  if (fused.function.empty()) fused.function = name_of(fused.kind);
  fused.gemm = main.work.gemm;
  fused.attention = main.work.attention;
  fused.moe = main.work.moe;
  fused.collective = main.work.collective;
  fused.matrix_type = main.matrix_type;
  fused.quantises = main.function == kQuantise;
  fused.window = window_of(graph, main);
  for (const int i : nodes.nodes)
    keep_state_in_place(graph, all[static_cast<std::size_t>(i)], tensors);
  for (const int i : nodes.nodes) {
    const VectorWork& work = all[static_cast<std::size_t>(i)].work.vector;
    fused.vector.add_mul += work.add_mul;
    fused.vector.special += work.special;
    fused.vector.convert += work.convert;
    fused.vector.reduce += work.reduce;
  }
  if (is_attention(main.kind)) {
    // The cached inputs are the last ones, as many as there are appended outputs behind the first.
    const std::size_t products = main.work.attention->latent_products ? 1 : 0;
    const std::size_t before = main.inputs.size() - products - main.outputs.size();
    for (std::size_t i = 1; i < main.outputs.size(); ++i)
      tensors.append_to(main.inputs[before + i], main.outputs[i], in_queues);
  }
  for (const int read : nodes.reads) {
    const TensorRole role = tensor_at(graph, read).role;
    const bool beside = in_queues && (role == TensorRole::kWeight || role == TensorRole::kKvCache);
    fused.reads.push_back(operand_of(graph, read, beside, tensors));
  }
  // Cross-attention reads its keys and values where they were made while its cache is empty.
  if (fused.attention && fused.attention->others && fused.attention->kv == 0) fused.reads.resize(3);
  std::vector<int> writes = nodes.writes;
  if (main.work.gemm && are_parts(graph, writes, main.outputs[0])) {
    for (const int part : writes) tensors.lies_in(part, main.outputs[0]);
    writes = {main.outputs[0]};
  }
  for (const int write : writes) {
    const bool beside = in_queues && tensor_at(graph, write).role == TensorRole::kKvCache;
    fused.writes.push_back(operand_of(graph, write, beside, tensors));
  }
  read_only_what_is_needed(main, fused);
  return fused;
}

}  // namespace tessera
