// Where the cycles of a weight-stationary array go, as the hardware counters of TPU v1 tell them
// apart (Jouppi et al., ISCA 2017, table 3): the array multiplies, weights are shifted in and
// nothing hides it, the array waits for weights from memory, and all else.
#include <algorithm>

#include "sim/app/validate/published/host_inputs.h"
#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/row_reader.h"
#include "workloads/model_reader.h"

namespace tessera::validation::published {
namespace {

struct Cycles {
  double active = 0, shift = 0, stall = 0, other = 0;  // of 1
};

double stalled(const OperatorExecution& op, std::initializer_list<StallCause> causes) {
  double sum = 0;
  for (const StallCause cause : causes) sum += seconds(op.stalls[cause]);
  return sum;
}

// Time to shift in the weights that an operator reads: a row of the array per step.
double shift_time(const ChipSpec& chip, const OperatorExecution& op) {
  const auto& unit = chip.core.matrix_unit;
  const SystolicSpec* array = unit ? std::get_if<SystolicSpec>(&unit->kind) : nullptr;
  if (array == nullptr) throw NotPredicted("the chip has no systolic array");
  const double per_second = static_cast<double>(array->columns * array->rows_loaded_per_clock) *
                            static_cast<double>(chip.core.clock.count());
  return op.actions.memory_read_bytes / per_second;
}

// The inputs of a batch come over the host's bus, the only link of such a chip, and the array waits
// for them (the "input data stalls" of the same table).
double input_time(const ChipSpec& chip, const BoundGraph& graph) {
  if (!chip.chip_link) return 0;
  return static_cast<double>(bytes_of_inputs(graph).count()) /
         static_cast<double>(chip.chip_link->bandwidth.count());
}

double whole_time(const ChipSpec& chip, const OneRun& run) {
  return seconds(run.execution.elapsed) + input_time(chip, run.graph);
}

// While the array streams longer than the next weights take to come, these are hidden; where an
// operator waits for memory they come late, and are shifted in before it goes on.
Cycles cycles_of(const ChipSpec& chip, const OneRun& run) {
  Cycles sum;
  for (const OperatorExecution& op : run.execution.operators) {
    double multiplied = 0;
    for (std::size_t type = 0; type < kDataTypes; ++type)
      if (op.actions.macs[type] > 0)
        multiplied +=
            op.actions.macs[type] / peak_macs_per_second(chip, static_cast<DataType>(type));
    const double time = seconds(op.time);
    const double waits = stalled(op, {StallCause::kMemoryBandwidth, StallCause::kMemoryLatency});
    const double active = std::min(multiplied, time);
    const double matrix = stalled(op, {StallCause::kMatrix, StallCause::kTileQuantisation});
    const double apart =
        std::min(time - waits - matrix, time - active);  // neither array nor memory
    const double late = std::max(0.0, time - active - apart);
    const double shift = waits > time / 2 ? std::min(late, shift_time(chip, op)) : 0;
    sum.active += active;
    sum.shift += shift;
    sum.stall += late - shift;
    sum.other += apart;
  }
  sum.other += input_time(chip, run.graph);
  const double all = whole_time(chip, run);
  return {sum.active / all, sum.shift / all, sum.stall / all, sum.other / all};
}

}  // namespace

double counter_value(const Row& row, const Asked& asked, const DeviceChip& device,
                     OperatorDetail detail) {
  const auto batch = integer_in(row.batch);
  if (!batch) throw NotPredicted("no batch or number of requests under way is stated");
  RunConditions how;
  how.symbols["batch"] = *batch;
  const OneRun run = run_once(read_model(asked.network), how, device, detail);
  if (!is_share(row))
    return rate_in(row, 2 * static_cast<double>(run.graph.macs()) / whole_time(*device.spec, run),
                   *device.spec);
  const Cycles cycles = cycles_of(*device.spec, run);
  for (const auto& [words, share] : {std::pair{"active", cycles.active},
                                     {"stall", cycles.stall},
                                     {"shift", cycles.shift},
                                     {"non-matrix", cycles.other}})
    if (says(row.metric, words)) return share_in(row, share);
  throw NotPredicted("no counter of ours is called " + row.metric);
}

}  // namespace tessera::validation::published
