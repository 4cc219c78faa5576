#include "isa/closed_form/asked_of_all.h"

#include <algorithm>

#include "isa/timing/network.h"

namespace tessera {
namespace {

AskedByCore asked_by(const CompiledStream& stream) {
  AskedByCore asked;
  for (const CompiledInstruction& instruction : stream.instructions) {
    if (!instruction.is_transfer) continue;
    auto& sum = instruction.engine == Engine::kStore ? asked.store : asked.load;
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      sum[r] += instruction.work * instruction.executions * instruction.demand.weight[r];
    }
  }
  return asked;
}

void take_if_busier(const AskedTotals& group, AskedTotals& seen) {
  for (std::size_t r = kFirstOfGroups; r < kSharedResources; ++r) {
    if (group.work[r] <= seen.work[r]) continue;
    seen.work[r] = group.work[r];
    seen.cores[r] = group.cores[r];
  }
}

// What is not cut into groups.
AskedTotals whole(AskedTotals all) {
  for (std::size_t r = kFirstOfGroups; r < kSharedResources; ++r) all.work[r] = 0;
  return all;
}

}  // namespace

AskedOfAll::AskedOfAll(const ChipSpec& chip, const CompiledKernel& kernel)
    : cores_(static_cast<std::size_t>(network_groups(chip.network)),
             std::vector<double>(kernel.streams.size())),
      capacity_(capacities(chip)) {
  for (std::size_t r = kFirstOfGroups; r < kSharedResources; ++r)
    capacity_[r] /= static_cast<double>(cores_.size());
  for (const CompiledStream& stream : kernel.streams) by_core_.push_back(asked_by(stream));
  count_cores(kernel);
  for (const std::vector<double>& cores : cores_) {
    groups_.push_back(total(cores));
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      all_.work[r] += groups_.back().work[r];
      all_.cores[r] += groups_.back().cores[r];
    }
  }
}

void AskedOfAll::count_cores(const CompiledKernel& kernel) {
  const std::size_t of_a_group = ceil_divide(kernel.stream_of_core.size(), cores_.size());
  for (std::size_t core = 0; core < kernel.stream_of_core.size(); ++core) {
    const int stream = kernel.stream_of_core[core];
    if (stream >= 0) ++cores_[core / of_a_group][static_cast<std::size_t>(stream)];
  }
}

AskedTotals AskedOfAll::total(const std::vector<double>& cores) const {
  AskedTotals totals;
  for (std::size_t s = 0; s < by_core_.size(); ++s) {
    for (std::size_t r = 0; r < kSharedResources; ++r) {
      if (by_core_[s].total(r) == 0) continue;
      totals.work[r] += by_core_[s].total(r) * cores[s];
      totals.cores[r] += cores[s];
    }
  }
  return totals;
}

AskedTotals AskedOfAll::seen_by(std::size_t stream) const {
  AskedTotals seen = whole(all_);
  for (std::size_t g = 0; g < groups_.size(); ++g)
    if (cores_[g][stream] > 0) take_if_busier(groups_[g], seen);
  return seen;
}

AskedTotals AskedOfAll::busiest() const {
  AskedTotals seen = whole(all_);
  for (const AskedTotals& group : groups_) take_if_busier(group, seen);
  return seen;
}

}  // namespace tessera
