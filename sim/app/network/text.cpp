// The page that `tessera network` prints.
#include <fmt/format.h>

#include <algorithm>

#include "sim/app/network/report.h"
#include "sim/app/network/request.h"
#include "sim/app/report/format.h"
#include "sim/app/report/page.h"

namespace tessera {
namespace {

// A rate is fair, to all that send and get, if the network's accepted traffic is as even as this.
constexpr double kUneven = 0.9;

std::string clocks(const NetworkReport& r, double number) {
  std::string text = fmt::format("{:.1f} clocks", number);
  if (r.job.clock.count() > 0)
    text +=
        fmt::format(" ({})", format_time(number * 1e12 / static_cast<double>(r.job.clock.count())));
  return text;
}

// All nodes together.
std::string bytes(const NetworkReport& r, double rate) {
  if (r.job.clock.count() == 0) return "";
  const double bytes_per_s = rate * r.job.topology.node_count() *
                             static_cast<double>(r.job.flit.count() * r.job.clock.count());
  return fmt::format(", {} in all", format_scaled(bytes_per_s, "B/s"));
}

void header(const NetworkReport& r, Page& page) {
  const NetworkJob& job = r.job;
  const std::string name = job.name == job.topology.name
                               ? job.name
                               : fmt::format("{}   {}", job.name, job.topology.name);
  page.line(page.bold(fmt::format("{}   {}, packets of {} flit{}", name, word_of(job.pattern),
                                  job.packet_flits, job.packet_flits == 1 ? "" : "s")) +
            page.faint(fmt::format("   {} nodes, {} router{}", job.topology.node_count(),
                                   job.topology.router_count(),
                                   job.topology.router_count() == 1 ? "" : "s")));
  page.line(page.bold(fmt::format("takes {:.4g} flits per node and clock{}", r.limit,
                                  bytes(r, r.limit))) +
            fmt::format(", {} of what its busiest link could carry",
                        format_percent(r.limit * r.busiest.load)));
}

void overload(const NetworkReport& r, Page& page) {
  page.line(fmt::format("zero load  {}   {}", clocks(r, r.idle_latency),
                        page.faint(fmt::format("{:.2f} routers on the way", r.mean_routers))));
  page.line(fmt::format("overload   {:.4g} accepted; least {:.4g}, most {:.4g} of a destination{}",
                        r.overload.accepted, r.overload.least_accepted, r.overload.most_accepted,
                        r.overload.accepted > r.limit / kUneven
                            ? page.faint("   unfair: some senders wait for ever")
                            : ""));
  page.line(fmt::format(
      "busiest    {}   {}", link_name(r.job.topology, r.busiest.router, r.busiest.output),
      page.faint(fmt::format("{:.4g} flits per flit that every node sends", r.busiest.load))));
}

void one_point(const NetworkReport& r, Page& page) {
  const NetworkPoint& point = r.points.front();
  const std::string share = format_percent(point.rate / r.limit);
  page.line(
      page.bold(fmt::format("at {:.4g} flits per node and clock ({} of that)", point.rate, share)));
  if (!point.steady) {
    page.line("latency    none: more is sent than the network takes, packets wait without end");
  } else {
    page.line(fmt::format("latency    {}{}   {}", clocks(r, point.packet_latency),
                          point.closed_form ? ""
                                            : fmt::format(", {:.1f} without the wait at the source",
                                                          point.network_latency),
                          page.faint("of a packet, from creation to its last flit")));
  }
  page.line(fmt::format("accepted   {:.4g}{}; least {:.4g}, most {:.4g} of a destination",
                        point.accepted, bytes(r, point.accepted), point.least_accepted,
                        point.most_accepted));
  page.line(fmt::format("link       the busiest is used {} of the clocks",
                        format_percent(point.busiest_link)));
}

// Bars are shares of the longest latency of a steady point.
void curve(const NetworkReport& r, Page& page) {
  double longest = 0;
  for (const NetworkPoint& point : r.points)
    if (point.steady) longest = std::max(longest, point.packet_latency);
  page.line(page.faint(fmt::format("{:>6} {:>10} {:>10} {:>8}   {}", "load", "rate", "latency",
                                   "busiest", "latency of a packet, clocks")));
  for (const NetworkPoint& point : r.points)
    page.line(fmt::format(
        "{:>6} {:>10.4g} {:>10} {:>8}   {}", fmt::format("{:.0f} %", 100 * point.rate / r.limit),
        point.rate, point.steady ? fmt::format("{:.1f}", point.packet_latency) : "-",
        format_percent(point.busiest_link),
        point.steady ? page.bar(bar_of(point.packet_latency / longest)) : page.faint("unsteady")));
}

void how(const NetworkReport& r, Page& page) {
  const noc::RouterParameters& router = r.job.router;
  page.line(page.faint(fmt::format("routers    {} virtual channels of {} flits, {} clocks a hop",
                                   router.channels, router.buffer, router.hop)));
  const auto closed = std::count_if(r.points.begin(), r.points.end(),
                                    [](const NetworkPoint& point) { return point.closed_form; });
  const std::string points =
      closed == 0 ? "flit by flit"
      : closed == static_cast<std::ptrdiff_t>(r.points.size())
          ? "latency in closed form, overload flit by flit"
          : fmt::format(
                "latency in closed form up to {:.0f} %, beyond it and in overload flit by flit",
                100 * r.points[static_cast<std::size_t>(closed - 1)].rate / r.limit);
  page.line(page.faint(fmt::format("detail     {}: {}", word_of(r.job.detail), points)));
}

}  // namespace

std::string network_text_report(const NetworkReport& r, bool colour) {
  Page page(colour);
  page.section();
  header(r, page);
  page.section();
  overload(r, page);
  page.section();
  if (r.points.size() == 1)
    one_point(r, page);
  else
    curve(r, page);
  page.section();
  how(r, page);
  return page.text();
}

}  // namespace tessera
