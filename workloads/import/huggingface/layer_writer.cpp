#include "workloads/import/huggingface/layer_writer.h"

namespace tessera {

std::string LayerWriter::weight(const std::string& name, const std::vector<std::int64_t>& dims,
                                const std::string& type) {
  proto::GraphTensor& tensor = graph_.tensor(prefix_ + name, dims, proto::WEIGHT);
  if (!type.empty() && type != model_.type) tensor.set_dtype(type);
  return tensor.name();
}

std::string LayerWriter::tensor(const std::string& name, const Dims& dims, proto::Role role) {
  return graph_.tensor(prefix_ + name, dims, role).name();
}

std::string LayerWriter::tokens(const std::string& name, std::int64_t width, proto::Role role) {
  return tensor(name, {"batch", "seq", std::to_string(width)}, role);
}

std::string LayerWriter::cached(const std::string& name, const std::string& count,
                                std::int64_t width) {
  return tensor(name, {"batch", count, std::to_string(width)}, proto::KV_CACHE);
}

proto::Node& LayerWriter::node(const std::string& name, const std::vector<std::string>& inputs,
                               const std::vector<std::string>& outputs) {
  return graph_.node(prefix_ + name, inputs, outputs);
}

std::string LayerWriter::product(const Product& p, const WeightType& type) {
  std::vector<std::string> inputs = {
      p.in, weight(p.weight + "_weight", {p.rows, p.columns}, type.stored)};
  if (p.bias) inputs.push_back(weight(p.weight + "_bias", {p.columns}));
  std::string result = tokens(p.out, p.columns);
  proto::MatMulOp& op = *node(p.node, inputs, {result}).mutable_matmul();
  if (!type.product.empty()) op.set_multiply_as(type.product);
  return result;
}

std::string LayerWriter::norm(const std::string& name, const std::string& in,
                              const std::string& out, std::int64_t width, std::int64_t size) {
  std::string result = tokens(out, width);
  norm_into(name, in, result, size);
  return result;
}

void LayerWriter::norm_into(const std::string& name, const std::string& in, const std::string& out,
                            std::int64_t size) {
  std::vector<std::string> inputs = {in};
  if (size > 0) inputs.push_back(weight(name + "_weight", {size}));
  if (size > 0 && model_.norm_bias) inputs.push_back(weight(name + "_bias", {size}));
  node(name, inputs, {out}).mutable_norm()->set_kind(model_.norm);
}

std::string LayerWriter::rms_norm(const std::string& name, const std::string& in,
                                  const std::string& out, std::int64_t width, std::int64_t size) {
  std::vector<std::string> inputs = {in};
  if (size > 0) inputs.push_back(weight(name + "_weight", {size}));
  std::string result = tokens(out, width);
  node(name, inputs, {result}).mutable_norm()->set_kind(proto::NormOp::RMS);
  return result;
}

std::string LayerWriter::elementwise(const std::string& name, const std::string& function,
                                     const std::vector<std::string>& inputs, const std::string& out,
                                     std::int64_t width) {
  std::string result = tokens(out, width);
  node(name, inputs, {result}).mutable_elementwise()->set_function(function);
  return result;
}

void LayerWriter::views(const std::string& name, const std::string& whole,
                        const std::vector<std::string>& parts) {
  node(name, {whole}, parts).mutable_move()->set_function("view");
}

}  // namespace tessera
