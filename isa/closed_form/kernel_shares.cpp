#include "isa/closed_form/kernel_shares.h"

#include <algorithm>

#include "isa/closed_form/asked_of_all.h"

namespace tessera {
namespace {

using PerResource = AskedOfAll::PerResource;

// A core's, in work per picosecond.
double share_of(const AskedByCore& asked, std::size_t resource, const AskedTotals& totals,
                const PerResource& capacity) {
  return capacity[resource] *
         std::max(1 / totals.cores[resource], asked.total(resource) / totals.work[resource]);
}

void time_transfer(const AskedByCore& asked, const AskedTotals& totals, const PerResource& capacity,
                   TimedInstruction& timed) {
  const CompiledInstruction& transfer = *timed.compiled;
  double rate = transfer.demand.cap;
  StallCause limit = transfer.own_cap;
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (transfer.demand.weight[r] == 0) continue;
    const double share = share_of(asked, r, totals, capacity) / transfer.demand.weight[r];
    if (share >= rate) continue;
    rate = share;
    limit = cause_of(static_cast<SharedResource>(r));
  }
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (transfer.demand.weight[r] == 0) continue;
    timed.use[r] = rate * transfer.demand.weight[r] / share_of(asked, r, totals, capacity);
  }
  timed.moving =
      duration(Bytes(static_cast<std::int64_t>(transfer.work)), BytesPerSecond(rate * 1e12));
  timed.busy.spend(limit, timed.moving);
}

}  // namespace

TimedKernel time_kernel(const ChipSpec& chip, const CompiledKernel& kernel) {
  const AskedOfAll all(chip, kernel);
  TimedKernel timed(kernel.streams.size());
  for (std::size_t s = 0; s < kernel.streams.size(); ++s) {
    const AskedTotals totals = all.seen_by(s);
    timed[s].reserve(kernel.streams[s].instructions.size());
    for (const CompiledInstruction& instruction : kernel.streams[s].instructions) {
      TimedInstruction& entry = timed[s].emplace_back();
      entry.compiled = &instruction;
      entry.busy.spend(instruction.setup);
      if (instruction.is_transfer && instruction.work > 0) {
        time_transfer(all.by_core(s), totals, all.capacity(), entry);
      } else {
        entry.busy.spend(instruction.occupancy);
      }
      entry.latency.spend(instruction.latency);
    }
  }
  return timed;
}

std::array<Picoseconds, kSharedResources> least_times(const ChipSpec& chip,
                                                      const CompiledKernel& kernel) {
  const AskedOfAll all(chip, kernel);
  const AskedTotals totals = all.busiest();
  std::array<Picoseconds, kSharedResources> times{};
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (totals.work[r] == 0) continue;
    times[r] = Picoseconds(static_cast<std::int64_t>(totals.work[r] / all.capacity()[r]));
  }
  return times;
}

}  // namespace tessera
