// "memory": what lies in the memory of a chip, how the caches grow, and what moved while each
// operator ran, in the order of execution.
#include <algorithm>
#include <cmath>
#include <set>

#include "sim/app/report/figures.h"
#include "sim/app/report/html/details.h"
#include "sim/app/report/html/memory_rate.h"
#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/spread.h"

namespace tessera {
namespace {

constexpr std::int64_t kGrowthPoints = 8;
constexpr std::size_t kRateBins = 600;  // as many as a chart has columns of pixels

bool generates(const Workload& workload) {
  return workload.phase == Phase::kDecode || workload.phase == Phase::kFull ||
         workload.phase == Phase::kPrefill;
}

// Cached tokens of a sequence when the run ends.
std::int64_t last_context(const Workload& w) {
  switch (w.phase) {
    case Phase::kFull:
      return w.kv + w.seq + w.tokens;
    case Phase::kPrefill:
      return w.kv + w.seq;
    default:
      return w.kv + 1;
  }
}

// What one chip holds beside its weights when each sequence has `cached` tokens, one of them new.
double kv_bytes(const Inputs& inputs, std::int64_t stages, std::int64_t cached) {
  Workload decode = inputs.workload;
  decode.phase = Phase::kDecode;
  decode.kv = cached - 1;
  const BoundGraph bound =
      bind_batch(of_steps(inputs), share_of_batch(inputs.plan, first_batch(decode), true));
  return static_cast<double>(bound.kv_bytes().count() * inputs.plan.microbatches) /
         static_cast<double>(stages);
}

// Batches of equal sequences whose chips do not share one: else the sizes are the plan's.
void add_growth(const RunOutput& output, std::int64_t stages, JsonWriter& json) {
  const Inputs& inputs = output.inputs;
  const bool language = inputs.network.kind() == "language_model" && generates(inputs.workload);
  if (!language || inputs.plan.context > 1 || !inputs.workload.sequences.empty()) return;
  const std::int64_t end = last_context(inputs.workload);
  std::set<std::int64_t> contexts = {end};
  for (std::int64_t i = 0; i <= kGrowthPoints; ++i)
    contexts.insert(std::max<std::int64_t>(1, 2 * end * i / kGrowthPoints));
  json.add("context_at_end", end);
  json.begin_array("kv_growth");
  for (const std::int64_t cached : contexts) {
    json.begin_object();
    json.add("context", cached);
    json.add("kv_bytes", kv_bytes(inputs, stages, cached));
    json.end_object();
  }
  json.end_array();
}

// Weights and caches of one chip, the mean over the stages of a pipeline. Activations take turns in
// what is left.
void add_residency(const RunOutput& output, std::int64_t stages, JsonWriter& json) {
  const Inputs& inputs = output.inputs;
  const MemorySpec& memory = inputs.chip.memory;
  json.add("capacity_bytes", memory.capacity.count());
  json.add("usable_bytes", memory.usable.count());
  if (inputs.graph.block().empty()) return;  // a kernel
  const BoundGraph bound =
      bind_batch(inputs, share_of_batch(inputs.plan, first_batch(inputs.workload), false));
  json.add("weight_bytes",
           static_cast<double>(bound.weight_bytes().count()) / static_cast<double>(stages));
}

void add_step(const OperatorRecord& record, const OperatorExecution& execution, JsonWriter& json) {
  const auto repeat = static_cast<double>(record.repeat);
  json.begin_object();
  json.add("operator", record.name);
  json.add("repeat", record.repeat);
  json.add("us", static_cast<double>(execution.time.count()) * 1e-6 / repeat);
  json.add("moved_bytes", execution.traffic.moved_bytes / repeat);
  json.end_object();
}

void add_rates(const char* key, const std::vector<double>& bytes, Picoseconds bin,
               JsonWriter& json) {
  json.begin_array(key);
  for (const double one : bytes)
    json.element(std::round(per_second(one, bin.count()) * 1e-6) * 1e-3);
  json.end_array();
}

// Of a run with a trace.
void add_rate(const SpanTrace& trace, JsonWriter& json) {
  const MemoryRate rate = memory_rate(trace, kRateBins);
  if (rate.read_bytes.empty()) return;
  json.begin_object("rate");
  json.add("bin_us", static_cast<double>(rate.bin.count()) * 1e-6);
  json.add("spans_left_out", trace.left_out);
  add_rates("read_gb_per_s", rate.read_bytes, rate.bin, json);
  add_rates("written_gb_per_s", rate.written_bytes, rate.bin, json);
  json.end_object();
}

// Each operator once, as the mean of its repeats.
void add_profile(const std::vector<Part>& parts, JsonWriter& json) {
  json.begin_array("profile");
  for (const Part& part : parts) {
    json.begin_object();
    json.add("part", part.name);
    json.add("kv", part.kv);
    json.add("executions", part.executions);
    json.begin_array("steps");
    const std::vector<OperatorRecord>& records = part.lowered.program.operators;
    for (std::size_t i = 0; i < records.size(); ++i)
      add_step(records[i], part.execution.operators[i], json);
    json.end_array();
    add_rate(part.execution.trace, json);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void add_memory_details(const RunOutput& output, JsonWriter& json) {
  const MemorySpec& memory = output.inputs.chip.memory;
  const std::int64_t stages = output.parts.empty() ? 1 : output.parts.front().lowered.chips_in_use;
  json.begin_object("memory");
  json.add("channels", memory.channels);
  json.add("slice_per_core", memory.slice_per_core);
  add_residency(output, stages, json);
  if (!output.parts.empty()) add_growth(output, stages, json);
  add_profile(output.parts, json);
  json.end_object();
}

}  // namespace tessera
