// A graph of one node for tests of operators.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/core/diagnostics.h"
#include "workloads/bound_graph.h"
#include "workloads/graph_builder.h"

namespace tessera {

using Dims = std::vector<std::int64_t>;

// Tensors "in0", "in1", ... and "out0", ...; bf16 unless a test changes it.
class OneNode {
 public:
  OneNode(const std::vector<Dims>& inputs, const std::vector<Dims>& outputs) : builder_("test") {
    builder_.graph().set_dtype("bf16");
    std::vector<std::string> in, out;
    for (const Dims& dims : inputs) {
      in.push_back("in" + std::to_string(in.size()));
      builder_.tensor(in.back(), dims);
    }
    for (const Dims& dims : outputs) {
      out.push_back("out" + std::to_string(out.size()));
      builder_.tensor(out.back(), dims);
    }
    node_ = &builder_.node("node", in, out);
  }

  proto::Node& node() { return *node_; }
  proto::GraphTensor& tensor(int i) { return *builder_.graph().mutable_tensor(i); }

  BoundNode bound(const DataTypes& types = {}) {
    return tessera::bind(builder_.graph(), {}, types).blocks.at(0).nodes.at(0);
  }
  OperatorWork work(const DataTypes& types = {}) { return bound(types).work; }
  std::string mistake() {
    try {
      bound();
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  }

 private:
  GraphBuilder builder_;
  proto::Node* node_;
};

}  // namespace tessera
