#include "sim/app/memory/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/app/memory/format_bytes.h"
#include "sim/app/report/format.h"

namespace tessera {
namespace {

using dram::LossCause;

// A cause below this share is not worth a word, nor is a gain.
constexpr double kWorthAWord = 0.005;
constexpr std::size_t kCausesNamed = 3;

// Whole, but for what would read as all or nothing and is not.
std::string whole_percent(double share) {
  if (share >= 0.995 && share < 1) return fmt::format("{:.1f} %", std::floor(share * 1000) / 10);
  return fmt::format("{:.{}f} %", share * 100, share < 0.01 ? 1 : 0);
}

std::string nanoseconds(const MemoryJob& job, double clocks) {
  return format_time(clocks * job.channel.clocks.tck_ps);
}

const char* taken_by(LossCause cause, const MemoryJob& job) {
  switch (cause) {
    case LossCause::kRefresh:
      return "refresh";
    case LossCause::kRowActivation:
      return "opening rows";
    case LossCause::kActivationWindow:
      return "the limit on rows opened at once";
    case LossCause::kBankGroup:
      return "waiting between bursts of one bank group";
    case LossCause::kTurnaround:
      return "turning the bus around";
    case LossCause::kQueueDepth:
      return "waiting for room in the queue";
    case LossCause::kCommandBus:
      return "waiting for the command bus";
    case LossCause::kIdle:
      if (job.kind == MemoryJob::Kind::kTiles) return "waiting for the first and the last data";
      return job.kind == MemoryJob::Kind::kPattern && job.channel.organisation.pseudo_channels > 1
                 ? "a pseudo-channel without requests"
                 : "waiting for requests";
  }
  return "";
}

// "refresh takes 9 %, opening rows 1 %"; largest first.
std::string losses(const MemoryJob& job, const Measurement& measured) {
  std::vector<std::pair<double, LossCause>> shares;
  for (std::size_t i = 0; i < dram::kLossCauses; ++i) {
    const auto cause = static_cast<LossCause>(i);
    if (measured.share(cause) >= kWorthAWord) shares.emplace_back(-measured.share(cause), cause);
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (shares.empty()) return "hardly anything is lost";
  std::string text;
  for (std::size_t i = 0; i < std::min(kCausesNamed, shares.size()); ++i)
    text += fmt::format("{}{}{} {}", i == 0 ? "" : ", ", taken_by(shares[i].second, job),
                        i == 0 ? " takes" : "", whole_percent(-shares[i].first));
  return text;
}

std::string more(const Measurement& measured, const std::vector<MemoryWhatIf>& what_ifs) {
  if (what_ifs.empty()) return "";
  const MemoryWhatIf& best =
      *std::max_element(what_ifs.begin(), what_ifs.end(),
                        [](const auto& a, const auto& b) { return a.achieved < b.achieved; });
  if (best.achieved >= measured.achieved() + kWorthAWord)
    return fmt::format("; {} would give {}", best.change, whole_percent(best.achieved));
  return fmt::format("; {} would give no more", what_ifs.front().change);
}

std::string under_load(const MemoryJob& job, const Measurement& measured) {
  std::string text = fmt::format("{} at a load of {} get {} of the pins", requests_text(job),
                                 whole_percent(job.load), whole_percent(measured.achieved()));
  if (measured.achieved() < 0.97 * job.load)
    return text + "; more is asked for than the memory gives: " + losses(job, measured);
  const dram::Latencies& latency = measured.latency_with_wait;
  if (latency.number() > 0)
    text += fmt::format("; a read takes {} on average, one in a hundred more than {}",
                        nanoseconds(job, latency.mean()),
                        nanoseconds(job, static_cast<double>(latency.percentile(0.99))));
  return text;
}

std::string of_tiles(const MemoryJob& job, const Measurement& measured) {
  return fmt::format("{} take {} each, {} of the pins; {}", requests_text(job),
                     nanoseconds(job, measured.latency.mean()), whole_percent(measured.achieved()),
                     losses(job, measured));
}

}  // namespace

std::string requests_text(const MemoryJob& job) {
  if (job.kind == MemoryJob::Kind::kTrace)
    return job.trace.size() == 1 ? "the one request of the trace"
                                 : fmt::format("the {} requests of the trace", job.trace.size());
  if (job.kind == MemoryJob::Kind::kTiles)
    return fmt::format("tiles of {}", format_bytes(job.tile_bytes));
  std::string what = "reads";
  if (job.pattern.mix == dram::Mix::kWrites) what = "writes";
  if (job.pattern.mix == dram::Mix::kTwoReadsOneWrite) what = "reads and writes 2:1";
  if (job.pattern.mix == dram::Mix::kOneReadOneWrite) what = "reads and writes 1:1";
  switch (job.pattern.kind) {
    case dram::PatternSpec::Kind::kSequential:
      return "sequential " + what;
    case dram::PatternSpec::Kind::kStride:
      return fmt::format("{} {} apart", what, format_bytes(job.pattern.bytes));
    case dram::PatternSpec::Kind::kRandom:
      return fmt::format("random {} of {}", what,
                         format_bytes(job.channel.organisation.transaction_bytes));
    case dram::PatternSpec::Kind::kRandomBlocks:
      return fmt::format("{} of random blocks of {}", what, format_bytes(job.pattern.bytes));
    case dram::PatternSpec::Kind::kStreams:
      if (job.pattern.streams == 1) return what + " of one stream";
      return fmt::format("{} of {} streams, {} in turn", what, job.pattern.streams,
                         format_bytes(job.pattern.bytes));
  }
  return what;
}

std::string memory_verdict(const MemoryJob& job, const Measurement& measured,
                           const std::vector<MemoryWhatIf>& what_ifs) {
  std::string text;
  if (job.kind == MemoryJob::Kind::kTiles)
    text = of_tiles(job, measured);
  else if (job.load > 0)
    text = under_load(job, measured);
  else
    text = fmt::format("{} get {} of the pins; {}", requests_text(job),
                       whole_percent(measured.achieved()), losses(job, measured));
  return text + more(measured, what_ifs) + ".";
}

}  // namespace tessera
