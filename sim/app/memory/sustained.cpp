#include "sim/app/memory/sustained.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/memory/measure.h"
#include "sim/app/report/format.h"

namespace tessera {
namespace {

constexpr std::int64_t kRandomBytes = 64;
constexpr std::int64_t kRequests = 20000;

double achieved(const StandardSpec& standard, dram::PatternSpec pattern) {
  MemoryJob job;
  job.channel = *standard.channel;
  job.pattern = pattern;
  job.requests = kRequests;
  return measure(job).achieved();
}

}  // namespace

std::string sustained_text(const StandardSpec& standard) {
  if (!standard.channel) return "";
  const std::int64_t bytes =
      std::max<std::int64_t>(kRandomBytes, standard.channel->organisation.transaction_bytes);
  dram::PatternSpec random;
  random.kind = dram::PatternSpec::Kind::kRandomBlocks;
  random.bytes = bytes;
  return fmt::format(
      "{} sustains {} of its pins for sequential reads, {} for random reads of {} "
      "bytes",
      standard.name, format_percent(achieved(standard, {})),
      format_percent(achieved(standard, random)), bytes);
}

}  // namespace tessera
