#include "workloads/operators/operators.h"

namespace tessera {
namespace {

std::string_view name_of(proto::NormOp::Kind kind) {
  switch (kind) {
    case proto::NormOp::LAYER:
      return "layer";
    case proto::NormOp::RMS:
      return "rms";
    case proto::NormOp::BATCH:
      return "batch";
    case proto::NormOp::INSTANCE:
      return "instance";
    case proto::NormOp::GROUP:
      return "group";
    case proto::NormOp::LOCAL_RESPONSE:
      return "local_response";
    default:
      return "unknown";
  }
}

// Products run at one type; attention's at that of the queries and the cache, experts' at that of
// their weights.
DataType matrix_type_of(const OperatorNode& node, const OperatorWork& work) {
  if (node.inputs.size() < 2) return DataType::kBf16;
  if (work.moe) return node.input(2).type;
  const std::size_t first_cached = work.attention && work.attention->latent_dim > 0 ? 2 : 3;
  const bool cached = work.attention && node.inputs.size() > first_cached &&
                      node.input(first_cached).role == TensorRole::kKvCache;
  const std::size_t other = cached ? first_cached : 1;
  return product_type(node.input(0).type, node.input(other).type);
}

// Narrower weights are widened on their way in, to the tokens' type where that is as wide as what
// is asked for.
void widen_experts(const proto::MoeOp& op, OperatorNode& node, BoundNode& bound) {
  const std::optional<DataType> asked = data_type_named(op.multiply_as());
  if (!asked)
    node.mistake("moe.multiply_as is \"" + op.multiply_as() + "\", which is no data type");
  if (!asked || bits_of(bound.matrix_type) >= bits_of(*asked)) return;
  const DataType own = node.input(0).type;
  bound.matrix_type = bits_of(own) == bits_of(*asked) ? own : *asked;
}

}  // namespace

void bind_operator(const proto::Node& proto, OperatorNode& node, BoundNode& bound) {
  switch (proto.operator_case()) {
    case proto::Node::kMatmul:
      bound.kind = OperatorKind::kMatMul;
      bound.work = matmul_work(proto.matmul(), node);
      break;
    case proto::Node::kConvolution:
      bound.kind = OperatorKind::kConvolution;
      bound.work = convolution_work(proto.convolution(), node);
      break;
    case proto::Node::kPooling:
      bound.kind = OperatorKind::kPooling;
      bound.function = proto.pooling().average() ? "average" : "max";
      bound.work = pooling_work(proto.pooling(), node);
      break;
    case proto::Node::kAttention:
      bound.kind = OperatorKind::kAttention;
      bound.work = attention_work(proto.attention(), node);
      break;
    case proto::Node::kLatentAttention:
      bound.kind = OperatorKind::kLatentAttention;
      bound.work = latent_attention_work(proto.latent_attention(), node);
      break;
    case proto::Node::kNorm:
      bound.kind = OperatorKind::kNorm;
      bound.function = name_of(proto.norm().kind());
      bound.work = norm_work(proto.norm(), node);
      break;
    case proto::Node::kSoftmax:
      bound.kind = OperatorKind::kSoftmax;
      bound.work = softmax_work(proto.softmax(), node);
      break;
    case proto::Node::kElementwise:
      bound.kind = OperatorKind::kElementwise;
      bound.function = proto.elementwise().function();
      bound.work = elementwise_work(proto.elementwise(), node);
      break;
    case proto::Node::kRope:
      bound.kind = OperatorKind::kRope;
      bound.work = rope_work(proto.rope(), node);
      break;
    case proto::Node::kEmbedding:
      bound.kind = OperatorKind::kEmbedding;
      bound.work = embedding_work(proto.embedding(), node);
      break;
    case proto::Node::kMove:
      bound.kind = OperatorKind::kMove;
      bound.function = proto.move().function();
      bound.work = move_work(proto.move(), node);
      break;
    case proto::Node::kReduction:
      bound.kind = OperatorKind::kReduction;
      bound.function = proto.reduction().function();
      bound.work = reduction_work(proto.reduction(), node);
      break;
    case proto::Node::kMoe:
      bound.kind = OperatorKind::kMoe;
      bound.work = moe_work(proto.moe(), node);
      break;
    case proto::Node::kStateSpace:
      node.mistake("is bound as its parts only");
      break;
    case proto::Node::kCollective:
      bound.kind = OperatorKind::kCollective;
      bound.function = proto.collective().function();
      bound.work = collective_work(proto.collective(), node);
      break;
    case proto::Node::kIrregular:
      bound.kind = OperatorKind::kIrregular;
      bound.function = proto.irregular().function();
      bound.work = irregular_work(proto.irregular(), node);
      break;
    case proto::Node::kUnsupported:
      bound.kind = OperatorKind::kUnsupported;
      bound.function = proto.unsupported().op_type();
      bound.work = unsupported_work(proto.unsupported(), node);
      break;
    case proto::Node::OPERATOR_NOT_SET:
      node.mistake(
          "states no operator, must be one of matmul, convolution, pooling, attention, "
          "latent_attention, norm, softmax, elementwise, rope, embedding, move, reduction, moe, "
          "state_space, collective, irregular, unsupported");
      break;
  }
  bound.matrix_type = matrix_type_of(node, bound.work);
  if (proto.has_moe() && proto.moe().has_multiply_as() && !node.inputs.empty())
    widen_experts(proto.moe(), node, bound);
}

}  // namespace tessera
