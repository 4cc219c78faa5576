#include "sim/app/memory/sustained.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/timing/memory.h"
#include "sim/app/memory/measure.h"
#include "sim/app/report/format.h"

namespace tessera {
namespace {

constexpr std::int64_t kRandomBytes = 64;
constexpr std::int64_t kRequests = 20000;
constexpr double kLeastShown = 0.0005;  // of the peak

double random_reads(const dram::DramSpec& channel, std::int64_t bytes) {
  MemoryJob job;
  job.channel = channel;
  job.pattern.kind = dram::PatternSpec::Kind::kRandomBlocks;
  job.pattern.bytes = bytes;
  job.requests = kRequests;
  return measure(job).achieved();
}

// " (lost to refresh 11.4 %)"; empty if nothing is.
std::string losses(const MemoryShares& shares) {
  std::string text;
  const auto add = [&text](std::string_view name, double share) {
    if (share >= kLeastShown)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, format_percent(share));
  };
  for (std::size_t c = 0; c < dram::kLossCauses; ++c)
    add(name_of(static_cast<dram::LossCause>(c)), shares.lost[c]);
  add("controller", shares.controller);
  return text.empty() ? "" : fmt::format(" (lost to {})", text);
}

}  // namespace

std::string sustained_text(const MemorySpec& memory) {
  if (!memory.dram) return "";
  const dram::DramSpec& channel = *memory.dram;
  const MemoryShares shares = memory_shares(memory, memory.capacity);
  const std::int64_t bytes =
      std::max<std::int64_t>(kRandomBytes, channel.organisation.transaction_bytes);
  return fmt::format(
      "its {} channels of {} at {:.3g} GB/s give long streams {} of the pins{}, random "
      "reads of {} bytes {}",
      memory.channels, channel.name, channel.peak_gb_per_s() / channel.organisation.pseudo_channels,
      format_percent(shares.moved), losses(shares), bytes,
      format_percent(random_reads(channel, bytes)));
}

}  // namespace tessera
