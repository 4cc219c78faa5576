// Puts a graph together in code: one-operator models and imports.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph.pb.h"

namespace tessera {

// Tensors go where the last begin_block() says: into that block, or before any
// into the graph. Nodes need a block; an unnamed one is made where none was
// begun, and what stands in it keeps its own name.
class GraphBuilder {
 public:
  explicit GraphBuilder(const std::string& name);

  void begin_block(const std::string& name, std::int64_t repeat = 1);
  proto::GraphTensor& tensor(const std::string& name, const std::vector<std::string>& dims,
                             proto::Role role = proto::ACTIVATION);
  proto::GraphTensor& tensor(const std::string& name, const std::vector<std::int64_t>& dims,
                             proto::Role role = proto::ACTIVATION);
  proto::Node& node(const std::string& name, const std::vector<std::string>& inputs,
                    const std::vector<std::string>& outputs);
  void symbol(const std::string& name, std::int64_t default_value);

  proto::Graph& graph() { return graph_; }
  proto::Graph take() { return std::move(graph_); }

 private:
  proto::Graph graph_;
};

}  // namespace tessera
