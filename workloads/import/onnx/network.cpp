#include "workloads/import/onnx/network.h"

#include <algorithm>

#include "workloads/import/onnx/attributes.h"

namespace tessera {

bool OnnxNetwork::runs(const onnx::NodeProto& node) const {
  return !std::all_of(node.output().begin(), node.output().end(), [&](const std::string& name) {
    return name.empty() || known.contains(name);
  });
}

void OnnxNetwork::find_constants() {
  constants.clear();
  for (const onnx::TensorProto& tensor : graph().initializer()) constants[tensor.name()] = &tensor;
  for (const onnx::NodeProto& node : graph().node())
    if (node.op_type() == "Constant" && node.output_size() == 1)
      if (const onnx::AttributeProto* value = find_attribute(node, "value"))
        constants[node.output(0)] = &value->t();
}

void OnnxNetwork::find_caches() {
  for (const onnx::NodeProto& node : graph().node()) {
    if (node.domain() != kOwnDomain || node.op_type() != "Attention" || node.input_size() != 5)
      continue;
    for (const std::string& past : {node.input(3), node.input(4)}) {
      std::vector<std::string>& dims = shapes.values.at(past).dims;
      if (dims.size() == 4) dims = {dims[0], dims[2], dims[1] + "*" + dims[3]};
      caches.insert(past);
    }
    caches.insert({node.output(1), node.output(2)});
  }
}

}  // namespace tessera
