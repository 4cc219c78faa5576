// The page that `tessera memory` prints.
#include <fmt/format.h>

#include <algorithm>

#include "isa/dram/energy.h"
#include "sim/app/memory/report.h"
#include "sim/app/memory/request.h"
#include "sim/app/memory/verdict.h"
#include "sim/app/report/format.h"
#include "sim/app/report/page.h"

namespace tessera {
namespace {

using dram::LossCause;

std::string rate(double gb_per_s) { return format_scaled(gb_per_s * 1e9, "B/s"); }

std::string time_of(const MemoryReport& r, double clocks) {
  return format_time(clocks * r.job.channel.clocks.tck_ps);
}

void header(const MemoryReport& r, Page& page) {
  const double peak = r.job.peak_gb_per_s();
  page.line(
      page.bold(fmt::format("{}   {}", r.job.name, requests_text(r.job))) +
      page.faint(fmt::format("   {} channel{} of {}", r.job.channels,
                             r.job.channels == 1 ? "" : "s", rate(r.job.channel.peak_gb_per_s()))));
  page.line(fmt::format("{} of {}, {} of the peak", page.bold(rate(peak * r.measured.achieved())),
                        rate(peak), format_percent(r.measured.achieved())));
  page.line(page.bold(memory_verdict(r.job, r.measured, r.what_ifs)));
}

void loss_line(const MemoryReport& r, const std::string& name, double share, Page& page) {
  page.line(fmt::format("  {:<20} {:>10} {:>7}  {}", name, rate(r.job.peak_gb_per_s() * share),
                        format_percent(share), page.bar(bar_of(share))));
}

// Causes below this share are counted together.
constexpr double kLeastShare = 0.0005;

void loss_stack(const MemoryReport& r, Page& page) {
  loss_line(r, "data", r.measured.achieved(), page);
  int others = 0;
  double rest = 0;
  for (std::size_t i = 0; i < dram::kLossCauses; ++i) {
    const auto cause = static_cast<LossCause>(i);
    const double share = r.measured.share(cause);
    if (share >= kLeastShare) {
      loss_line(r, std::string(name_of(cause)), share, page);
    } else if (share > 0) {
      ++others;
      rest += share;
    }
  }
  if (others > 0)
    loss_line(r, fmt::format("{} other{}", others, others == 1 ? "" : "s"), rest, page);
}

std::string latency_text(const MemoryReport& r, const dram::Latencies& latency) {
  const auto at = [&](double share) {
    return time_of(r, static_cast<double>(latency.percentile(share)));
  };
  return fmt::format("mean {}, P50 {}, P99 {}", time_of(r, latency.mean()), at(0.5), at(0.99));
}

void latencies(const MemoryReport& r, Page& page) {
  const dram::Latencies& latency = r.measured.latency;
  if (latency.number() == 0) return page.line("latency   of reads only; here there are none");
  const char* of = "of reads, from the controller's queue to the last data";
  if (r.job.kind == MemoryJob::Kind::kTiles) of = "of a tile, from its first request to its end";
  if (r.job.kind == MemoryJob::Kind::kTrace) of = "of a read, from its time to its last data";
  page.line(fmt::format("latency   {}   {}", latency_text(r, latency), page.faint(of)));
  if (r.measured.latency_with_wait.number() > 0)
    page.line(fmt::format("          {}   {}", latency_text(r, r.measured.latency_with_wait),
                          page.faint("with the wait for room in that queue")));
}

void energy(const MemoryReport& r, Page& page) {
  const dram::DramSpec& spec = r.job.channel;
  const dram::ChannelEnergy e = energy_of(spec, r.measured.counts);
  if (e.total_pj() <= 0) return;
  const double bits = 8 * static_cast<double>(read_bytes(spec, r.measured.counts) +
                                              written_bytes(spec, r.measured.counts));
  const double watts =
      e.total_pj() / bits * 8 * r.job.peak_gb_per_s() * r.measured.achieved() * 1e-3;
  page.line(fmt::format(
      "energy    {:.2f} pJ/bit: activation {:.2f}, array {:.2f}, I/O {:.2f}, refresh {:.2f}   {} W",
      e.total_pj() / bits, e.activation_pj / bits, e.array_pj / bits, e.io_pj / bits,
      e.refresh_pj / bits, format_count(watts)));
}

std::string policy_text(const dram::Policy& policy) {
  std::string text = fmt::format("{}: ", policy.name);
  text +=
      policy.queues == dram::Queues::kShared
          ? fmt::format("one queue of {}", policy.read_depth)
          : fmt::format("queues of {} reads and {} writes", policy.read_depth, policy.write_depth);
  text +=
      policy.pages == dram::Pages::kOpen ? ", rows stay open" : ", rows close behind the last hit";
  text += policy.refresh == dram::Refresh::kNone      ? ", no refresh"
          : policy.refresh == dram::Refresh::kPerBank ? ", refresh bank by bank"
                                                      : ", refresh of all banks";
  if (policy.refresh_rate != 1) text += fmt::format(" at {:g}x the rate", policy.refresh_rate);
  return text;
}

void channel(const MemoryReport& r, Page& page) {
  page.line(page.faint(fmt::format("policy    {}", policy_text(r.job.channel.policy))));
  std::string changes;
  for (const std::string& fragment : r.with) changes += " --with " + fragment;
  for (const std::string& setting : r.set) changes += " --set " + setting;
  if (!changes.empty()) page.line(page.faint("with     " + changes));
}

void resources(const MemoryReport& r, Page& page) {
  latencies(r, page);
  page.line(fmt::format("row hits  {}", format_percent(r.measured.row_hit_rate)));
  energy(r, page);
  channel(r, page);
}

// Bars are shares of the longest mean latency of a point that is not full.
void curve(const MemoryReport& r, Page& page) {
  double longest = 0;
  for (const CurvePoint& point : r.curve)
    if (!point.full) longest = std::max(longest, point.measured.latency_with_wait.mean());
  page.line(page.faint(fmt::format("{:>6} {:>10} {:>9} {:>9} {:>9}   {}", "load", "achieved",
                                   "mean", "P50", "P99", "mean latency of reads")));
  for (const CurvePoint& point : r.curve) {
    const dram::Latencies& latency =
        point.full ? point.measured.latency : point.measured.latency_with_wait;
    const bool none = latency.number() == 0;
    const auto at = [&](double share) {
      return none ? "-" : time_of(r, static_cast<double>(latency.percentile(share)));
    };
    const std::string end = none ? page.faint(point.full ? "full" : "writes have none")
                            : point.full
                                ? page.faint("full; from the controller's queue on")
                                : page.bar(bar_of(longest > 0 ? latency.mean() / longest : 0));
    const std::string load = point.load == 0 ? "all" : fmt::format("{:.0f} %", 100 * point.load);
    page.line(fmt::format("{:>6} {:>10} {:>9} {:>9} {:>9}   {}", load,
                          rate(r.job.peak_gb_per_s() * point.measured.achieved()),
                          none ? "-" : time_of(r, latency.mean()), at(0.5), at(0.99), end));
  }
}

}  // namespace

std::string memory_text_report(const MemoryReport& r, bool colour) {
  Page page(colour);
  page.section();
  header(r, page);
  page.section();
  if (!r.curve.empty()) {
    curve(r, page);
    page.section();
    energy(r, page);
    channel(r, page);
    return page.text();
  }
  loss_stack(r, page);
  page.section();
  resources(r, page);
  return page.text();
}

}  // namespace tessera
