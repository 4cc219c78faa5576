#include "isa/run/ledger.h"

#include <algorithm>

#include "isa/run/clock_under_load.h"

namespace tessera {

void Ledger::add(const Piece& piece, const RunRecord& record) {
  for (const KernelRecord& kernel : record.kernels) add(kernel, kernel.executions * piece.runs);
  execution_.instructions += record.instructions;
}

void Ledger::add(const KernelRecord& kernel, std::int64_t executions) {
  const auto times = static_cast<double>(executions);
  StallStack stalls;
  for (std::size_t c = 0; c < kStallCauses; ++c) {
    const auto cause = static_cast<StallCause>(c);
    stalls[cause] = kernel.stalls[cause] * executions;
  }
  execution_.elapsed += kernel.time * executions;
  execution_.stalls += stalls;
  execution_.actions += kernel.actions * times;
  traffic_ += kernel.traffic * times;
  if (kernel.op < 0) return;
  OperatorExecution& op = execution_.operators[static_cast<std::size_t>(kernel.op)];
  op.time += kernel.time * executions;
  op.stalls += stalls;
  op.actions += kernel.actions * times;
  op.traffic += kernel.traffic * times;
}

Execution Ledger::finish(const ChipSpec& chip, SpanTrace trace) {
  execution_.trace = std::move(trace);
  slow_to_power_limit(chip, execution_);
  const auto close = [&chip](BandwidthLoss& traffic, Picoseconds time) {
    traffic.peak_bytes = chip.memory.peak_bandwidth.count() * to_seconds(time);
    traffic.idle_bytes = traffic.peak_bytes - traffic.moved_bytes - traffic.losses();
  };
  close(traffic_, execution_.elapsed);
  traffic_.idle_bytes = std::max(0.0, traffic_.idle_bytes);
  for (OperatorExecution& op : execution_.operators) close(op.traffic, op.time);
  execution_.memories.push_back(traffic_);
  return std::move(execution_);
}

}  // namespace tessera
