#include "sim/app/simulate/part.h"

#include <fmt/format.h>

#include "sim/core/diagnostics.h"

namespace tessera {

Part make_part(const std::string& name, const Inputs& inputs, std::int64_t seq, std::int64_t kv) {
  const BoundGraph bound =
      tessera::bind(inputs.graph, symbols(inputs.graph, inputs.workload, seq, kv), inputs.types);
  Part part;
  part.name = name;
  part.kv = kv;
  part.lowered =
      lower(bound, inputs.chip,
            LoweringOptions{
                .chips = inputs.chips, .conditions = inputs.conditions, .library = inputs.library});
  return part;
}

void require_modelled(const Part& part) {
  std::string names;
  for (const NotModelled& one : part.lowered.not_modelled)
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", one.name, one.op_type);
  if (!names.empty()) throw InputError(ExitCode::kUnsupported, "--strict: not modelled: " + names);
}

}  // namespace tessera
