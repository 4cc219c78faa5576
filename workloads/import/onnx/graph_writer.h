// A flat ONNX graph of known shapes as a graph of ours: tensors, nodes, and blocks for loops.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/dimension.h"
#include "workloads/graph_builder.h"
#include "workloads/import/onnx/network.h"
#include "workloads/import/onnx/written_out.h"

namespace tessera {

class GraphWriter {
 public:
  // `network` and `given` outlive this object.
  GraphWriter(OnnxNetwork& network, const Symbols& given, const std::string& name);

  // Throws InputError.
  proto::Graph whole();

 private:
  void mistake(ExitCode code, const std::string& message);
  void declare_symbol(const std::string& name, std::int64_t value);
  proto::Role role_of(const std::string& name, int element_type) const;
  void declare(const std::string& name);
  void declare(const std::string& name, const std::vector<proto::GraphTensor>& tensors);
  std::string unique_name(const onnx::NodeProto& node);
  void convert(const onnx::NodeProto& node);
  bool write_out(const onnx::NodeProto& node);
  void put_steps(const WrittenOut& parts, const std::string& name, const onnx::NodeProto& node);
  void put(proto::Node node, const std::vector<proto::GraphTensor>& tensors);
  void put(const std::vector<proto::Node>& nodes, const std::vector<proto::GraphTensor>& tensors);
  std::int64_t number_of(const std::string& dim);
  bool computes_with_moved(const onnx::NodeProto& node) const;
  void begin_block_of(const onnx::NodeProto& node);
  void find_carried();
  std::string carried_name(const std::string& name) const;
  void write_results();

  OnnxNetwork& network_;
  const Symbols& given_;
  GraphBuilder builder_;
  std::set<std::string> declared_, names_;
  std::map<std::string, std::string> carried_;  // to the name under which a loop reads it again
  int count_ = 0, section_ = -1;
  ExitCode code_ = ExitCode::kBadInput;
  std::vector<Mistake> mistakes_;
};

}  // namespace tessera
