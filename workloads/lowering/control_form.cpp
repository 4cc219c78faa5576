#include "workloads/lowering/control_form.h"

#include "sim/core/diagnostics.h"

namespace tessera {

bool runs_in_queues(const ControlSpec& control, OperatorKind kind) {
  const bool queues = control.queues || control.stream || control.static_schedule;
  if (!control.blocks) return true;
  if (!queues) return false;
  return kind == OperatorKind::kMatMul || kind == OperatorKind::kConvolution ||
         kind == OperatorKind::kAttention;
}

void check_type(const ChipSpec& chip, const BoundNode& node) {
  const auto& unit = chip.core.matrix_unit;
  if (unit && unit->rate(node.matrix_type).relative > 0) return;
  std::string allowed;
  if (unit) {
    for (const std::string& name : data_type_names())
      if (unit->rate(*data_type_named(name)).relative > 0)
        allowed += (allowed.empty() ? "" : ", ") + name;
  }
  const std::string type(name_of(node.matrix_type));
  throw InputError(ExitCode::kUnsupported,
                   unit ? node.name + " runs at " + type + ", which no matrix unit of " +
                              chip.name + " takes; allowed: " + allowed
                        : node.name + " needs a matrix unit, " + chip.name + " has none");
}

}  // namespace tessera
