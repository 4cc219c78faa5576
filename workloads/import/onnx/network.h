// A flat ONNX graph with what is known of its values: what recognition changes and the writer
// reads.
#pragma once

#include <map>
#include <set>
#include <string>

#include "workloads/import/onnx/flatten.h"
#include "workloads/import/onnx/operators.h"

namespace tessera {

struct OnnxNetwork {
  std::string file;
  FlatModel flat;
  std::map<std::string, KnownFrom> known;
  std::map<std::string, const onnx::TensorProto*> constants;
  OnnxShapes shapes;
  std::set<std::string> caches;  // keys and values that are kept from step to step

  const onnx::GraphProto& graph() const { return flat.model.graph(); }
  OnnxGraphView view() const { return {shapes.values, known, constants}; }
  // Whether anything of it is left to do at run time.
  bool runs(const onnx::NodeProto& node) const;
  // Again after nodes have moved: `constants` points into them.
  void find_constants();
  // Those of attention that a vendor's operator stated; ours keeps heads behind tokens.
  void find_caches();
};

}  // namespace tessera
