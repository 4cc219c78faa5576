// An ONNX model without branches, loops, sequences and functions: each is written out as the nodes
// that run.
#pragma once

#include "workloads/import/onnx/flat_graph.h"

namespace tessera {

struct FlatModel {
  onnx::ModelProto model;
  std::vector<std::string> outputs;  // tensors that leave the network
  std::vector<LoopBody> sections;
  std::map<std::string, int> section_of;  // of nodes, by their first output
  std::vector<std::string> notes;         // what was assumed
};

FlatModel flattened(onnx::ModelProto model, const Symbols& given);

}  // namespace tessera
