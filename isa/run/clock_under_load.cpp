#include "isa/run/clock_under_load.h"

#include <array>
#include <cmath>

namespace tessera {
namespace {

constexpr std::array kPacedByCores = {StallCause::kMatrix,           StallCause::kVector,
                                      StallCause::kLocalMemory,      StallCause::kFillDrain,
                                      StallCause::kTileQuantisation, StallCause::kLoadImbalance};

Picoseconds scaled(Picoseconds time, double factor) {
  return Picoseconds(std::llround(static_cast<double>(time.count()) * factor));
}

// Of the matrix units' peak, all types together.
double utilisation(const ChipSpec& chip, const Actions& actions, Picoseconds elapsed) {
  double seconds = 0;
  for (std::size_t type = 0; type < kDataTypes; ++type) {
    if (actions.macs[type] == 0) continue;
    seconds += actions.macs[type] / peak_macs_per_second(chip, static_cast<DataType>(type));
  }
  return elapsed > Picoseconds(0) ? seconds / to_seconds(elapsed) : 0;
}

StallStack slowed(StallStack stalls, double clock) {
  for (const StallCause cause : kPacedByCores) stalls[cause] = scaled(stalls[cause], 1 / clock);
  return stalls;
}

}  // namespace

double clock_under_load(const ChipSpec& chip, const Actions& actions, Picoseconds elapsed) {
  if (!chip.power.sustained_matrix_share) return 1;
  const double busy = utilisation(chip, actions, elapsed);
  if (busy <= *chip.power.sustained_matrix_share) return 1;
  const double settled = std::cbrt(*chip.power.sustained_matrix_share / busy);
  const double reached = ratio(elapsed, elapsed + chip.power.throttle_time);
  return 1 - (1 - settled) * reached;
}

void slow_to_power_limit(const ChipSpec& chip, Execution& execution) {
  const double clock = clock_under_load(chip, execution.actions, execution.elapsed);
  if (clock >= 1) return;
  StallStack rest = execution.stalls;  // of kernels that belong to no operator
  StallStack all;
  for (OperatorExecution& op : execution.operators) {
    rest -= op.stalls;
    op.stalls = slowed(op.stalls, clock);
    op.time = op.stalls.total();
    all += op.stalls;
  }
  all += slowed(rest, clock);
  execution.stretch = ratio(all.total(), execution.elapsed);
  for (Span& span : execution.trace.spans) {
    span.begin = scaled(span.begin, execution.stretch);
    span.end = scaled(span.end, execution.stretch);
  }
  execution.trace.complete_to = scaled(execution.trace.complete_to, execution.stretch);
  execution.stalls = all;
  execution.elapsed = all.total();
}

void stretch(std::vector<Occupancy>& occupancies, Picoseconds elapsed) {
  for (Occupancy& engine : occupancies) {
    const Picoseconds before = engine.busy + engine.starved + engine.blocked;
    if (before == elapsed || before == Picoseconds(0)) continue;
    const double longer = ratio(elapsed, before);
    engine.busy = scaled(engine.busy, longer);
    engine.blocked = scaled(engine.blocked, longer);
    engine.starved = elapsed - engine.busy - engine.blocked;
  }
}

}  // namespace tessera
