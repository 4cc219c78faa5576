#include "sim/app/network/transfers.h"

#include <fmt/format.h>

#include "sim/app/network/request.h"
#include "sim/app/report/format.h"
#include "sim/app/report/json_writer.h"
#include "sim/app/report/page.h"
#include "sim/core/units.h"

namespace tessera {
namespace {

constexpr std::uint64_t kSeed = 1;

noc::TransferWorkload workload_of(const NetworkJob& job, std::int64_t packets) {
  noc::TransferWorkload work;
  work.packet_flits = job.transfers->payload_flits + job.transfers->header_flits;
  work.open = job.transfers->open;
  const noc::Pattern pattern(job.pattern, job.topology, job.targets);
  work.jobs.resize(static_cast<std::size_t>(job.topology.node_count()));
  for (int node = 0; node < job.topology.node_count(); ++node) {
    noc::Random random(kSeed, static_cast<std::uint64_t>(node));
    for (std::int64_t i = 0; i < job.transfers->count; ++i)
      work.jobs[static_cast<std::size_t>(node)].push_back(
          {pattern.destination(node, random), packets, job.transfers->read, job.transfers->think});
  }
  return work;
}

std::string clocks_text(const NetworkJob& job, double clocks) {
  std::string text = fmt::format("{:.0f} clocks", clocks);
  if (job.clock.count() > 0)
    text +=
        fmt::format(" ({})", format_time(clocks * 1e12 / static_cast<double>(job.clock.count())));
  return text;
}

// Payload of all transfers per clock and node, flits.
double payload_rate(const NetworkTransfers& t) {
  const auto flits = static_cast<double>(t.transfers * t.packets * t.job.transfers->payload_flits);
  return t.result.last > 0 ? flits / t.result.last / t.job.topology.node_count() : 0;
}

}  // namespace

NetworkTransfers run_transfers(const NetworkJob& job) {
  NetworkTransfers transfers;
  transfers.job = job;
  const std::int64_t payload = job.transfers->payload_flits * job.transfers->flit_bytes;
  transfers.packets = ceil_divide(job.transfers->bytes, payload);
  transfers.transfers = job.transfers->count * job.topology.node_count();
  const noc::TransferWorkload work = workload_of(job, transfers.packets);
  transfers.result =
      job.detail == NetworkDetail::kCycle
          ? noc::run_transfers_by_flits(job.topology, job.router, work)
          : noc::run_transfers_as_fluid(job.topology, job.router, job.transfers->merge, work);
  return transfers;
}

std::string transfers_text_report(const NetworkTransfers& t, bool colour) {
  const NetworkJob& job = t.job;
  Page page(colour);
  page.section();
  page.line(page.bold(fmt::format("{}   {}, {} transfers of {} bytes from each of {} nodes",
                                  job.name, word_of(job.pattern), job.transfers->count,
                                  job.transfers->bytes, job.topology.node_count())) +
            page.faint(fmt::format("   {} open, packets of {} x {} bytes and {} header flit{}",
                                   job.transfers->open, job.transfers->payload_flits,
                                   job.transfers->flit_bytes, job.transfers->header_flits,
                                   job.transfers->header_flits == 1 ? "" : "s")));
  page.line(page.bold("all arrived after " + clocks_text(job, t.result.last)) +
            ", nine tenths of them after " + clocks_text(job, t.result.nine_tenths));
  page.section();
  page.line("transfer   " + clocks_text(job, t.result.mean_latency) +
            " from its begin to its last flit, on average");
  page.line(fmt::format("payload    {:.4g} flits per node and clock; the busiest link carries {}",
                        payload_rate(t), format_percent(t.result.busiest_link)));
  page.line(fmt::format("detail     {}", job.detail == NetworkDetail::kCycle
                                             ? "cycle: flit by flit"
                                             : "tile: fluids that share links"));
  if (t.result.outside_bound)
    page.line(page.bold("network saturated, optimistic: ") +
              "blocked packets hold up others, which fluids do not know; --detail cycle does");
  return page.text();
}

std::string transfers_json_report(const NetworkTransfers& t) {
  JsonWriter json;
  json.begin_object();
  json.add("schema_version", 1);
  json.add("network", t.job.name);
  json.add("topology", t.job.topology.name);
  json.add("pattern", word_of(t.job.pattern));
  json.add("detail", word_of(t.job.detail));
  json.add("transfers", t.transfers);
  json.add("bytes", t.job.transfers->bytes);
  json.add("packets_per_transfer", t.packets);
  json.add("all_arrived_clocks", t.result.last);
  json.add("nine_tenths_arrived_clocks", t.result.nine_tenths);
  json.add("mean_latency_clocks", t.result.mean_latency);
  json.add("payload_flits_per_node_clock", payload_rate(t));
  json.add("busiest_link_flits_per_clock", t.result.busiest_link);
  json.add("outside_bound", t.result.outside_bound);
  json.end_object();
  return json.take();
}

}  // namespace tessera
