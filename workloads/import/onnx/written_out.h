// ONNX operators that are several of ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workloads/graph.pb.h"
#include "workloads/import/onnx/operators.h"

namespace tessera {

struct WrittenOut {
  std::vector<proto::GraphTensor> tensors;  // beside those of the ONNX node
  std::vector<proto::Node> before, step, after;
  std::string steps = "1";  // how often the nodes of `step` run, one behind the other

  proto::GraphTensor& tensor(const std::string& name, const std::vector<std::string>& dims);
  static proto::Node& node(std::vector<proto::Node>& where, const std::string& name,
                           const std::vector<std::string>& inputs, const std::string& output);
};

// Nothing where the node is none of them or its shapes are not known. `name` begins the names of
// all that is new.
std::optional<WrittenOut> write_out_recurrent(const onnx::NodeProto& node, const std::string& name,
                                              const OnnxGraphView& graph);
std::optional<WrittenOut> write_out_einsum(const onnx::NodeProto& node, const std::string& name,
                                           const OnnxGraphView& graph);

}  // namespace tessera
