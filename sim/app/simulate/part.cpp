#include "sim/app/simulate/part.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/simulate/kv_pages.h"
#include "sim/core/diagnostics.h"
#include "workloads/packed_batch.h"

namespace tessera {

BoundGraph bind_batch(const Inputs& inputs, const BatchLengths& batch) {
  Workload workload = inputs.workload;
  workload.batch = 0;
  for (const SequenceLengths& alike : batch) workload.batch += alike.count;
  const SequenceLengths& first = batch.front();
  const Symbols values = symbols(inputs.graph, workload, first.seq, first.kv);
  if (batch.size() == 1) return tessera::bind(inputs.graph, values, inputs.types);
  return tessera::bind(packed(inputs.graph, batch, values), values, inputs.types);
}

Part make_part(const std::string& name, const Inputs& inputs, const BatchLengths& batch) {
  Part part;
  part.name = name;
  part.kv = longest_context(batch);
  const BoundGraph bound = bind_batch(inputs, batch);
  ChipSpec chip = inputs.chip;
  if (inputs.kv_page > 0) {
    const Bytes unfilled = unfilled_bytes(bound, batch, inputs.kv_page);
    chip.memory.usable -= std::min(Bytes(unfilled.count() / inputs.chips), chip.memory.usable);
  }
  part.lowered =
      lower(bound, chip,
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
