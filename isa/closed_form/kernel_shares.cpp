#include "isa/closed_form/kernel_shares.h"

#include <algorithm>

namespace tessera {
namespace {

using PerResource = std::array<double, kSharedResources>;

// What one core of a stream asks of each resource.
struct Asked {
  PerResource load{}, store{};
  double total(std::size_t resource) const { return load[resource] + store[resource]; }
};

Asked asked_by(const CompiledStream& stream) {
  Asked asked;
  for (const CompiledInstruction& instruction : stream.instructions) {
    if (!instruction.is_transfer) continue;
    PerResource& sum = instruction.engine == Engine::kStore ? asked.store : asked.load;
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      sum[r] += instruction.work * instruction.executions * instruction.demand.weight[r];
    }
  }
  return asked;
}

std::vector<double> cores_of(const CompiledKernel& kernel) {
  std::vector<double> cores(kernel.streams.size());
  for (const int stream : kernel.stream_of_core) {
    if (stream >= 0) ++cores[static_cast<std::size_t>(stream)];
  }
  return cores;
}

struct Totals {
  PerResource work{};   // of all cores
  PerResource cores{};  // that ask anything
};

Totals total(const std::vector<Asked>& asked, const std::vector<double>& cores) {
  Totals totals;
  for (std::size_t s = 0; s < asked.size(); ++s) {
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      if (asked[s].total(r) == 0) continue;
      totals.work[r] += asked[s].total(r) * cores[s];
      totals.cores[r] += cores[s];
    }
  }
  return totals;
}

// A core's, in work per picosecond.
double share_of(const Asked& asked, std::size_t resource, const Totals& totals,
                const PerResource& capacity) {
  return capacity[resource] *
         std::max(1 / totals.cores[resource], asked.total(resource) / totals.work[resource]);
}

void time_transfer(const Asked& asked, const Totals& totals, const PerResource& capacity,
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
  const PerResource capacity = capacities(chip);
  std::vector<Asked> asked;
  for (const CompiledStream& stream : kernel.streams) asked.push_back(asked_by(stream));
  const Totals totals = total(asked, cores_of(kernel));
  TimedKernel timed(kernel.streams.size());
  for (std::size_t s = 0; s < kernel.streams.size(); ++s) {
    for (const CompiledInstruction& instruction : kernel.streams[s].instructions) {
      TimedInstruction& entry = timed[s].emplace_back();
      entry.compiled = &instruction;
      entry.busy.spend(instruction.setup);
      if (instruction.is_transfer && instruction.work > 0) {
        time_transfer(asked[s], totals, capacity, entry);
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
  const PerResource capacity = capacities(chip);
  std::vector<Asked> asked;
  for (const CompiledStream& stream : kernel.streams) asked.push_back(asked_by(stream));
  const Totals totals = total(asked, cores_of(kernel));
  std::array<Picoseconds, kSharedResources> times{};
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (totals.work[r] == 0) continue;
    times[r] = Picoseconds(static_cast<std::int64_t>(totals.work[r] / capacity[r]));
  }
  return times;
}

}  // namespace tessera
