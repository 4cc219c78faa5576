// Experts of a mixture: M tokens of K elements, experts of N columns between their two products.
// Tables do not say whether experts are gated; those that are not (two sets) are of quality C.
#include "sim/app/validate/silicon/operators.h"
#include "workloads/graph_builder.h"

namespace tessera::validation {

proto::Graph moe_graph(const Measurement& row) {
  using Dims = std::vector<std::int64_t>;
  const std::int64_t tokens = row.number("M"), hidden = row.number("K"), inter = row.number("N");
  const std::int64_t experts = row.number("experts"), topk = row.number("topk");
  if (topk < 1) throw NotPredicted("mixtures of experts that do not say how many a token takes");
  const DataType type = type_of(row.dtype);
  GraphBuilder graph(row.op);
  graph.graph().set_dtype(std::string(name_of(result_type(type))));
  graph.tensor("tokens", Dims{tokens, hidden});
  graph.tensor("scores", Dims{tokens, experts});
  graph.tensor("first", Dims{experts, 2 * inter, hidden}, proto::WEIGHT)
      .set_dtype(std::string(name_of(type)));
  graph.tensor("second", Dims{experts, hidden, inter}, proto::WEIGHT)
      .set_dtype(std::string(name_of(type)));
  graph.tensor("mixed", Dims{tokens, hidden});
  proto::MoeOp& op =
      *graph.node("moe", {"tokens", "scores", "first", "second"}, {"mixed"}).mutable_moe();
  op.set_topk(std::to_string(topk));
  op.set_gated(true);
  return graph.take();
}

}  // namespace tessera::validation
