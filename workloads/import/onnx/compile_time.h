// Which values of an ONNX graph are known before it runs: weights, and the
// arithmetic on shapes that a runtime does once.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string>

namespace tessera {

enum class KnownFrom {
  kFile,   // an initializer or a constant, or computed from such only
  kShape,  // computed from the shape of something that is only known at run time
};

// By name of the value. A node all of whose outputs are here costs nothing at
// run time.
std::map<std::string, KnownFrom> compile_time_values(const onnx::GraphProto& graph);

}  // namespace tessera
