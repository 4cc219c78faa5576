// From merged nodes to what kernel writers receive: operands with their bytes and places, work,
// shapes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/data_flow.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/fusion.h"

namespace tessera {

// The tensors of a program, one per tensor of the graph that is not a view.
class ProgramTensors {
 public:
  ProgramTensors(const BoundGraph& graph, const DataFlow& flow, const ChipSpec& chip)
      : graph_(graph), flow_(flow), chip_(chip) {}

  // `beside_core`: each core reads its own part only.
  int index(int tensor, bool beside_core);
  // From now on `part` names bytes of `whole`.
  void lies_in(int part, int whole);
  // What is appended lies behind what the cache holds: from now on one tensor with room for both.
  void append_to(int cache, int appended, bool beside_core);
  std::vector<Tensor> take() { return std::move(tensors_); }

 private:
  const BoundGraph& graph_;
  const DataFlow& flow_;
  const ChipSpec& chip_;
  std::map<int, int> index_;  // by root
  std::map<int, int> whole_;  // by root of a part
  std::vector<Tensor> tensors_;
};

// Sums over the merged nodes are those of the graph.
OperatorRecord record_of(const BoundGraph& graph, int block, const FusedNodes& nodes);

// Without hits and residency; `in_queues`: matrix operands lie in the slices of their cores.
FusedOperator fused_operator(const BoundGraph& graph, int block, const FusedNodes& nodes,
                             bool in_queues, ProgramTensors& tensors);

}  // namespace tessera
