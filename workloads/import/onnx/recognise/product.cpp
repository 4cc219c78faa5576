#include "workloads/import/onnx/recognise/product.h"

#include <cmath>

namespace tessera {
namespace {

constexpr std::size_t kMostFactors = 32;  // longer chains are no pattern

void add_factors(const Flow& flow, const onnx::NodeProto& node, Factors& into);

void add_factor(const Flow& flow, const std::string& name, Factors& into) {
  if (const std::optional<double> number = flow.number(name)) {
    into.constant *= *number;
    return;
  }
  const onnx::NodeProto* writer = flow.writer(name);
  const bool chain = writer != nullptr && flow.only_reader(name) != nullptr &&
                     (type_of(*writer) == "Mul" || type_of(*writer) == "Div");
  if (chain && into.inside.size() < kMostFactors)
    add_factors(flow, *writer, into);
  else
    into.names.push_back(name);
}

void add_factors(const Flow& flow, const onnx::NodeProto& node, Factors& into) {
  if (node.input_size() != 2) return into.names.push_back(node.output(0));
  const std::string& second = node.input(1);
  if (type_of(node) == "Div") {
    const std::optional<double> divisor = flow.number(second);
    if (!divisor || *divisor == 0) return into.names.push_back(node.output(0));
    into.inside.insert(&node);
    into.constant /= *divisor;
    return add_factor(flow, node.input(0), into);
  }
  into.inside.insert(&node);
  add_factor(flow, node.input(0), into);
  add_factor(flow, second, into);
}

}  // namespace

Factors factors_of(const Flow& flow, const onnx::NodeProto& node) {
  Factors factors;
  add_factors(flow, node, factors);
  return factors;
}

Factors factors_of(const Flow& flow, const std::string& name) {
  const onnx::NodeProto* writer = flow.writer(name);
  if (writer != nullptr && (type_of(*writer) == "Mul" || type_of(*writer) == "Div"))
    return factors_of(flow, *writer);
  return {{name}, 1, {}};
}

bool is_about(double value, double wanted) { return std::abs(value - wanted) <= 2e-3 * wanted; }

}  // namespace tessera
