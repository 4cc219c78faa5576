// A forward convolution: K channels in, N channels out, a window of conv_r rows and conv_s columns.
#include <fmt/format.h>

#include "sim/app/validate/silicon/operators.h"
#include "workloads/one_operator.h"

namespace tessera::validation {

proto::Graph convolution_graph(const Measurement& row) {
  proto::Graph graph = *one_operator(
      fmt::format("conv:{},{},{},{},{},{},{},{},{}", row.number("batch"), row.number("conv_h"),
                  row.number("conv_w"), row.number("K"), row.number("N"), row.number("conv_r"),
                  row.number("conv_s"), row.number("conv_stride"), row.number("conv_pad")));
  graph.set_dtype(std::string(name_of(type_of(row.dtype))));
  return graph;
}

}  // namespace tessera::validation
