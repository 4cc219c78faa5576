#include "sim/app/simulate/part.h"

namespace tessera {

Part make_part(const std::string& name, const Inputs& inputs, std::int64_t seq, std::int64_t kv) {
  const BoundGraph bound =
      tessera::bind(inputs.graph, symbols(inputs.graph, inputs.workload, seq, kv), inputs.types);
  Part part;
  part.name = name;
  part.kv = kv;
  part.lowered = lower(bound, inputs.chip, LoweringOptions{.chips = inputs.chips});
  return part;
}

}  // namespace tessera
