#include "sim/app/memory/what_if.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/dram/address_map.h"

namespace tessera {
namespace {

struct Change {
  std::string name;
  dram::DramSpec channel;
};

// Consecutive transactions go to different bank groups.
bool interleaves_bank_groups(const std::vector<dram::AddressField>& mapping) {
  using enum dram::AddressField;
  return std::find(mapping.begin(), mapping.end(), kBankGroup) <
         std::find(mapping.begin(), mapping.end(), kColumn);
}

Change deeper_queue(dram::DramSpec channel) {
  dram::Policy& policy = channel.policy;
  policy.read_depth *= 2;
  policy.write_depth *= 2;
  policy.drain_above = 2 * policy.drain_above + 1;
  policy.drain_to = 2 * policy.drain_to + 1;
  return {fmt::format("a queue of {}", policy.read_depth), channel};
}

std::vector<Change> changes(const dram::DramSpec& channel) {
  std::vector<Change> all = {deeper_queue(channel)};
  if (channel.policy.refresh == dram::Refresh::kAllBank &&
      channel.clocks.refresh_bank_interval > 0) {
    all.push_back({"refresh bank by bank", channel});
    all.back().channel.policy.refresh = dram::Refresh::kPerBank;
    all.back().channel.policy.refresh_stops_all = false;
  }
  if (channel.organisation.bank_groups > 1 && !interleaves_bank_groups(channel.mapping)) {
    all.push_back({"interleaving the bank groups", channel});
    all.back().channel.mapping = dram::bank_groups_interleaved();
  }
  return all;
}

}  // namespace

std::vector<MemoryWhatIf> memory_what_ifs(const MemoryJob& job) {
  if (job.kind == MemoryJob::Kind::kTrace || job.load > 0) return {};
  std::vector<MemoryWhatIf> found;
  for (const Change& change : changes(job.channel)) {
    MemoryJob changed = job;
    changed.channel = change.channel;
    found.push_back({change.name, measure(changed).achieved()});
  }
  return found;
}

}  // namespace tessera
