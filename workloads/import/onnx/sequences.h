// Sequences and optionals of ONNX as the tensors that they hold.
#pragma once

#include "workloads/import/onnx/flat_graph.h"

namespace tessera {

class Sequences {
 public:
  // Inputs become the tensor they hold: how many that is, a file does not say.
  explicit Sequences(FlatGraph& flat);

  // False where the node has nothing to do with sequences, or with one that is not known yet.
  bool unfold(const onnx::NodeProto& node);

  // The tensors that leave the network, of sequences each one.
  std::vector<std::string> outputs_of_network() const { return outputs_; }
  void find_outputs();

 private:
  using Tensors = std::vector<std::string>;
  const Tensors* sequence(const onnx::NodeProto& node, int input) const;
  void alias(const Tensors& tensors, const std::string& output);
  std::size_t place(const onnx::NodeProto& node, int input, std::size_t size,
                    std::size_t absent) const;
  bool make(const onnx::NodeProto& node);
  bool make_optional(const onnx::NodeProto& node);
  bool read_optional(const onnx::NodeProto& node);
  bool insert_or_erase(const onnx::NodeProto& node, Tensors tensors);
  bool read(const onnx::NodeProto& node, const Tensors& tensors);
  bool split(const onnx::NodeProto& node);
  bool concatenate(const onnx::NodeProto& node, const Tensors& tensors);
  bool map(const onnx::NodeProto& node);

  FlatGraph& flat_;
  std::map<std::string, Tensors> tensors_;
  std::set<std::string> empty_optionals_;
  std::vector<std::string> outputs_;
};

// Whether a graph needs any of this.
bool has_sequences(const onnx::GraphProto& graph);

}  // namespace tessera
