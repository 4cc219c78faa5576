#include "workloads/import/onnx/recognise/pattern.h"

#include <algorithm>

#include "workloads/import/onnx/attributes.h"

namespace tessera {

bool is_exact(const Match& match, const Flow& flow) {
  std::set<std::string> written = match.gone;
  for (const onnx::NodeProto& node : match.replacement)
    written.insert(node.output().begin(), node.output().end());
  const int section = flow.section(*match.root);
  for (const onnx::NodeProto* node : match.inside) {
    if (flow.section(*node) != section) return false;
    for (const std::string& output : node->output()) {
      if (output.empty() || written.contains(output)) continue;
      const auto& readers = flow.readers(output);
      const bool elsewhere = std::any_of(readers.begin(), readers.end(), [&](const auto* reader) {
        return !match.inside.contains(reader);
      });
      if (elsewhere || flow.leaves(output)) return false;
    }
  }
  return true;
}

onnx::NodeProto own_node(const std::string& op, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs, const std::string& name) {
  onnx::NodeProto node;
  node.set_name(name);
  node.set_domain(kOwnDomain);
  node.set_op_type(op);
  for (const std::string& input : inputs) node.add_input(input);
  for (const std::string& output : outputs) node.add_output(output);
  return node;
}

}  // namespace tessera
