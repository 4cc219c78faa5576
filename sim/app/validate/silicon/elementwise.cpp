// Operators that pass over M rows of N elements: norms, softmax, activations, additions, rope.
#include "sim/app/validate/silicon/operators.h"
#include "workloads/graph_builder.h"

namespace tessera::validation {
namespace {

using Dims = std::vector<std::int64_t>;

// Attention and MLP of phi-2 stand side by side, and what is called its addition adds both: two
// kernels.
bool adds_twice(const Measurement& row) { return row.op == "add" && row.model.ends_with("phi-2"); }

}  // namespace

proto::Graph elementwise_graph(const Measurement& row) {
  const std::int64_t m = row.number("M");
  const std::int64_t n = row.number("N");
  GraphBuilder graph(row.op);
  graph.graph().set_dtype(std::string(name_of(type_of(row.dtype))));
  const bool gated = row.op == "silu_mul";  // gate and value side by side
  graph.tensor("x", Dims{m, gated ? 2 * n : n});
  graph.tensor("y", Dims{m, n});
  if (row.op == "rmsnorm" || row.op == "layernorm") {
    graph.tensor("scale", Dims{n}, proto::WEIGHT);
    const bool rms = row.op == "rmsnorm";
    graph.node(row.op, {"x", "scale"}, {"y"})
        .mutable_norm()
        ->set_kind(rms ? proto::NormOp::RMS : proto::NormOp::LAYER);
  } else if (row.op == "softmax") {
    graph.node(row.op, {"x"}, {"y"}).mutable_softmax();
  } else if (row.op == "rope") {
    graph.node(row.op, {"x"}, {"y"}).mutable_rope();
  } else if (row.op == "add") {
    graph.tensor("residual", Dims{m, n});
    graph.node(row.op, {"x", "residual"}, {"y"}).mutable_elementwise()->set_function("add");
    if (adds_twice(row)) {
      graph.begin_block("mlp");  // or both would be one pass
      graph.tensor("z", Dims{m, n});
      graph.node("add_mlp", {"y", "residual"}, {"z"}).mutable_elementwise()->set_function("add");
    }
  } else {
    graph.node(row.op, {"x"}, {"y"}).mutable_elementwise()->set_function(row.op);
  }
  return graph.take();
}

}  // namespace tessera::validation
