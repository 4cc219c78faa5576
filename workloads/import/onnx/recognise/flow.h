// Who writes and who reads each value of a flat ONNX graph, and which values are constants: what
// patterns ask.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workloads/import/onnx/network.h"

namespace tessera {

class Flow {
 public:
  using Dims = std::vector<std::string>;

  // `network` outlives this object and does not change while it is used.
  explicit Flow(const OnnxNetwork& network);

  // The node that writes a value while the network runs; nullptr for inputs and what is known
  // before. `op_type`: only one of that type, of the standard or put in by the importer.
  const onnx::NodeProto* writer(const std::string& name) const;
  const onnx::NodeProto* writer(const std::string& name, const std::string& op_type) const;
  // Also of what is known before.
  const onnx::NodeProto* any_writer(const std::string& name) const;

  // Nodes that read a value while the network runs.
  const std::vector<const onnx::NodeProto*>& readers(const std::string& name) const;
  // nullptr where there are several, none, or the value leaves the network.
  const onnx::NodeProto* only_reader(const std::string& name) const;
  // Leaves the network, or enters the next copy of a loop.
  bool leaves(const std::string& name) const { return leaving_.contains(name); }

  bool known(const std::string& name) const { return network_.known.contains(name); }
  bool is_single(const std::string& name) const;                // one element
  std::optional<double> number(const std::string& name) const;  // of a constant of one element
  std::optional<std::vector<double>> numbers(const std::string& name) const;
  const onnx::TensorProto* constant(const std::string& name) const;

  const Dims* dims(const std::string& name) const;
  bool same_dims(const std::string& a, const std::string& b) const;
  std::size_t rank(const std::string& name) const;  // 0 where the shape is not known
  const OnnxValue* value(const std::string& name) const;
  std::int64_t opset() const;

  int section(const onnx::NodeProto& node) const;
  const OnnxNetwork& network() const { return network_; }

 private:
  const OnnxNetwork& network_;
  std::map<std::string, const onnx::NodeProto*> writers_;
  std::map<std::string, std::vector<const onnx::NodeProto*>> readers_;
  std::set<std::string> leaving_;
  std::map<std::string, std::vector<double>> numbers_;
};

// The type of a node that the importer understands; empty for those of other vendors.
std::string type_of(const onnx::NodeProto& node);

}  // namespace tessera
