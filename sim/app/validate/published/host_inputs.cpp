#include "sim/app/validate/published/host_inputs.h"

#include <set>

namespace tessera::validation::published {

Bytes bytes_of_inputs(const BoundGraph& graph) {
  Bytes sum;
  std::set<int> there;
  for (const BoundBlock& block : graph.blocks) {
    for (const BoundNode& node : block.nodes) {
      for (const int input : node.inputs) {
        const BoundTensor& tensor = graph.tensors[static_cast<std::size_t>(input)];
        if (tensor.role == TensorRole::kActivation && there.insert(input).second)
          sum += tensor.bytes();
      }
      there.insert(node.outputs.begin(), node.outputs.end());
    }
  }
  return sum;
}

}  // namespace tessera::validation::published
