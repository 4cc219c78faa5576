// Heads of attention, of latent attention and of states.
#include <algorithm>

#include "sim/core/diagnostics.h"
#include "sim/core/units.h"
#include "workloads/parallel/tensor_cut.h"

namespace tessera {
namespace {

[[noreturn]] void does_not_divide(const std::string& message) {
  throw InputError(ExitCode::kUsage, "tensor parallelism: " + message);
}

}  // namespace

// True if there were heads to cut, of attention or of states.
bool TensorCut::cut_mixers() {
  bool found = false;
  for (int i = 0; i < block_.node_size(); ++i) {
    if (block_.node(i).has_attention())
      cut_heads(*block_.mutable_node(i));
    else if (block_.node(i).has_latent_attention())
      cut_latent_heads(*block_.mutable_node(i));
    else if (block_.node(i).has_state_space())
      cut_states(*block_.mutable_node(i));
    else
      continue;
    found = true;
  }
  return found;
}

void TensorCut::cut_heads(proto::Node& node) {
  proto::AttentionOp& op = *node.mutable_attention();
  const std::int64_t heads = wires_.number(op.heads()), kv = wires_.number(op.kv_heads());
  const std::int64_t dim = wires_.number(op.head_dim());
  if (!pads_ && (heads % chips_ != 0 || (kv % chips_ != 0 && chips_ % kv != 0)))
    does_not_divide("the " + std::to_string(heads) + " heads (" + std::to_string(kv) +
                    " of keys and values) of " + block_.name() + "." + node.name() +
                    " do not divide over " + std::to_string(chips_) + " chips");
  const std::int64_t own_kv = ceil_divide(kv, chips_);
  const std::int64_t own = ceil_divide(ceil_divide(heads, chips_), own_kv) * own_kv;
  op.set_heads(std::to_string(own));
  op.set_kv_heads(std::to_string(own_kv));
  for (int i = 0; i < node.input_size(); ++i)
    wires_.set_width(node.input(i), (i == 0 ? own : own_kv) * dim);
  for (int i = 0; i < node.output_size(); ++i)
    wires_.set_width(node.output(i), (i == 0 ? own : own_kv) * dim);
  for (int i = 0; i < std::min(3, node.input_size()); ++i) trace_up(node.input(i));
  trace_down(node.output(0));
}

void TensorCut::cut_latent_heads(proto::Node& node) {
  proto::LatentAttentionOp& op = *node.mutable_latent_attention();
  const std::int64_t whole = wires_.number(op.heads());
  const std::int64_t heads = divided(whole, node.name());
  op.set_heads(std::to_string(heads));
  const std::string query = node.input(0), out = node.output(0);
  wires_.set_width(query, heads * wires_.number(op.head_dim()));
  wires_.set_width(out, heads * wires_.number(op.value_dim()));
  const std::string& weight = node.input(node.input_size() - 1);
  if (wires_.is_weight(weight)) wires_.set_width(weight, wires_.width(weight) / whole * heads);
  narrow_parts(query);
  trace_up(query);
  trace_down(out);
}

// Heads and their states; chips beyond the groups hold the same keys and queries.
void TensorCut::cut_states(proto::Node& node) {
  proto::StateSpaceOp& op = *node.mutable_state_space();
  const std::int64_t heads = wires_.number(op.heads()), dim = wires_.number(op.head_dim());
  const std::int64_t groups = op.has_groups() ? wires_.number(op.groups()) : 1;
  const std::int64_t state = wires_.number(op.state_dim());
  if (heads % chips_ != 0 || (groups % chips_ != 0 && chips_ % groups != 0))
    does_not_divide("the " + std::to_string(heads) + " heads (" + std::to_string(groups) +
                    " groups) of " + block_.name() + "." + node.name() + " do not divide over " +
                    std::to_string(chips_) + " chips");
  const std::int64_t own = heads / chips_, shared = std::max<std::int64_t>(1, groups / chips_);
  op.set_heads(std::to_string(own));
  op.set_groups(std::to_string(shared));
  const std::int64_t widths[] = {own * dim, shared * state, shared * state, own, own * dim * state};
  for (int i = 0; i < std::min(5, node.input_size()); ++i)
    wires_.set_width(node.input(i), widths[i]);
  wires_.set_width(node.output(0), own * dim);
  if (node.output_size() > 1) wires_.set_width(node.output(1), own * dim * state);
  for (int i = 0; i < std::min(4, node.input_size()); ++i) trace_up(node.input(i));
  trace_down(node.output(0));
}

// Parts of a narrow tensor that are written in their place.
void TensorCut::narrow_parts(const std::string& whole) {
  for (const int reader : wires_.readers(whole)) {
    const proto::Node& node = block_.node(reader);
    if (!node.has_move() && !node.has_rope()) continue;
    for (const std::string& part : node.output()) {
      wires_.set_width(part, divided(wires_.width(part), node.name()));
      narrow_parts(part);
    }
  }
}

std::int64_t TensorCut::divided(std::int64_t width, const std::string& what) const {
  return divided(width, what, chips_);
}

std::int64_t TensorCut::divided(std::int64_t width, const std::string& what,
                                std::int64_t parts) const {
  if (width % parts != 0 && !pads_)
    does_not_divide("the width " + std::to_string(width) + " before " + block_.name() + "." + what +
                    " does not divide over " + std::to_string(parts) + " chips");
  return ceil_divide(width, parts);
}

}  // namespace tessera
