// Exporters compute shapes with nodes (Shape, Gather, Concat, ...). This works
// them out where sizes are known, so that inference can go on behind them.
#pragma once

#include "workloads/import/onnx/shapes.h"

namespace tessera {

// Replaces nodes whose small results follow from constants and known sizes by
// initializers. Returns how many there were.
std::size_t fold_shape_arithmetic(onnx::GraphProto& graph,
                                  const std::map<std::string, OnnxValue>& values);

// Lists and scalars of the graph whose elements are known, by name of the value.
std::map<std::string, std::vector<double>> known_numbers(
    const onnx::GraphProto& graph, const std::map<std::string, OnnxValue>& values);

}  // namespace tessera
