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

}  // namespace tessera
