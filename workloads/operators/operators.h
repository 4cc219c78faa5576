// The operators: each checks the shapes of its node and counts the work of one
// execution. On a mistake the result means nothing and node.mistakes says why.
#pragma once

#include "workloads/operators/operator_node.h"

namespace tessera {

OperatorWork matmul_work(const proto::MatMulOp& op, OperatorNode& node);
OperatorWork convolution_work(const proto::ConvolutionOp& op, OperatorNode& node);
OperatorWork pooling_work(const proto::PoolingOp& op, OperatorNode& node);
OperatorWork attention_work(const proto::AttentionOp& op, OperatorNode& node);
OperatorWork latent_attention_work(const proto::LatentAttentionOp& op, OperatorNode& node);
OperatorWork norm_work(const proto::NormOp& op, OperatorNode& node);
OperatorWork softmax_work(const proto::SoftmaxOp& op, OperatorNode& node);
OperatorWork elementwise_work(const proto::ElementwiseOp& op, OperatorNode& node);
OperatorWork rope_work(const proto::RopeOp& op, OperatorNode& node);
OperatorWork embedding_work(const proto::EmbeddingOp& op, OperatorNode& node);
OperatorWork move_work(const proto::MoveOp& op, OperatorNode& node);
OperatorWork reduction_work(const proto::ReductionOp& op, OperatorNode& node);
OperatorWork moe_work(const proto::MoeOp& op, OperatorNode& node);
OperatorWork collective_work(const proto::CollectiveOp& op, OperatorNode& node);
OperatorWork irregular_work(const proto::IrregularOp& op, OperatorNode& node);
OperatorWork unsupported_work(const proto::UnsupportedOp& op, OperatorNode& node);

// Names that the tables of functions know, for messages and for `list
// operators`.
std::vector<std::string> elementwise_functions();
std::vector<std::string> move_functions();
std::vector<std::string> reduction_functions();
std::vector<std::string> collective_functions();
std::vector<std::string> irregular_functions();

// The node's kind, its function (of elementwise, move, reduction, norm;
// op_type of unsupported) and its work. A node without an operator is a
// mistake.
void bind_operator(const proto::Node& proto, OperatorNode& node, BoundNode& bound);

}  // namespace tessera
