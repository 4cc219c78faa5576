// From what heads read and write to the products before and behind them.
#include "sim/core/diagnostics.h"
#include "workloads/parallel/tensor_cut.h"

namespace tessera {
namespace {

[[noreturn]] void unsupported(const std::string& message) {
  throw InputError(ExitCode::kUnsupported, "tensor parallelism: " + message);
}

}  // namespace

// From a tensor whose width is set to the products that make it.
void TensorCut::trace_up(const std::string& tensor) {
  const std::int64_t width = wires_.width(tensor);
  const int maker = wires_.producer(tensor);
  if (maker < 0) unsupported("no product in " + block_.name() + " makes " + tensor);
  const proto::Node& node = block_.node(maker);
  if (node.has_matmul()) {
    cut_columns(maker);
  } else if (node.has_move() && node.output_size() > 1) {
    trace_up_parts(node);
  } else if (node.has_rope()) {
    follow_up(node.input(BlockWires::place(node.output(), tensor)), width);
  } else if (node.has_norm()) {
    narrow_weights(node, tensor);
    follow_up(node.input(0), width);
  } else if (node.has_move()) {  // a part of the input, or all of it
    follow_up(node.input(0),
              wires_.whole_width(node.input(0)) * width / wires_.whole_width(tensor));
  } else if (node.has_elementwise()) {
    narrow_weights(node, tensor);
    for (const std::string& input : node.input())
      if (!wires_.is_weight(input)) follow_up(input, width);
  } else {
    unsupported(block_.name() + "." + node.name() + " stands between a product and attention");
  }
}

// Weights as wide as the result was are cut with it: taps of a convolution over channels, a norm
// over all heads, whose sums the chips would exchange (that small exchange is not counted).
void TensorCut::narrow_weights(const proto::Node& node, const std::string& result) {
  for (const std::string& input : node.input())
    if (wires_.is_weight(input) && wires_.width(input) == wires_.whole_width(result))
      wires_.set_width(input, wires_.width(result));
}

void TensorCut::follow_up(const std::string& tensor, std::int64_t width) {
  wires_.set_width(tensor, width);
  trace_up(tensor);
}

// Views beside each other: once all are narrow, so is what they are parts of.
void TensorCut::trace_up_parts(const proto::Node& node) {
  std::int64_t sum = 0;
  for (const std::string& part : node.output()) {
    if (!wires_.is_set(part)) return;
    sum += wires_.width(part);
  }
  if (!wires_.is_set(node.input(0))) follow_up(node.input(0), sum);
}

void TensorCut::trace_down(const std::string& tensor) {
  for (const int reader : wires_.readers(tensor)) {
    const proto::Node& node = block_.node(reader);
    if (node.has_matmul() && node.input(0) == tensor) {
      cut_rows(reader);
    } else if (node.has_elementwise() || node.has_move() || node.has_norm()) {
      wires_.set_width(node.output(0), wires_.width(tensor));
      narrow_weights(node, node.output(0));
      for (const std::string& other : node.input())
        if (other != tensor && !wires_.is_weight(other) && !wires_.is_set(other))
          follow_up(other, wires_.width(tensor));
      trace_down(node.output(0));
    } else {
      unsupported(block_.name() + "." + node.name() + " stands behind attention");
    }
  }
}

}  // namespace tessera
