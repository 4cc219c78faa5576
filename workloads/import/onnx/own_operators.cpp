#include "workloads/import/onnx/own_operators.h"

#include "workloads/import/onnx/attributes.h"

namespace tessera {
namespace {

void convert_attention(const onnx::NodeProto& node, proto::AttentionOp& op) {
  op.set_heads(text(node, "heads"));
  op.set_kv_heads(text(node, "kv_heads"));
  op.set_head_dim(text(node, "head_dim"));
  op.set_seq(text(node, "seq"));
  if (const std::string cached = text(node, "kv"); !cached.empty()) op.set_kv(cached);
  if (!text(node, "causal").empty()) op.set_causal(true);
}

}  // namespace

bool convert_own(const onnx::NodeProto& node, proto::Node& out) {
  if (node.domain() != kOwnDomain) return false;
  if (node.op_type() == "Attention")
    convert_attention(node, *out.mutable_attention());
  else if (node.op_type() == "Rope")
    out.mutable_rope();
  else
    return false;
  *out.mutable_input() = node.input();
  *out.mutable_output() = node.output();
  return true;
}

}  // namespace tessera
