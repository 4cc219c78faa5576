#include "sim/app/network/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tessera {
namespace {

constexpr std::array kLoads = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

std::vector<double> rates_of(const NetworkJob& job, double limit) {
  if (job.rate) return {*job.rate};
  if (job.load) return {*job.load * limit};
  std::vector<double> rates;
  for (const double load : kLoads) rates.push_back(load * limit);
  return rates;
}

}  // namespace

NetworkReport network_report(const NetworkJob& job, const std::function<void(double)>& progress) {
  NetworkMeter meter(job);
  NetworkReport report;
  report.job = job;
  report.idle_latency = meter.idle_latency();
  report.mean_routers = meter.mean_routers();
  progress(0);
  report.overload = meter.overload();
  report.limit = meter.limit();
  report.busiest = meter.loads().busiest();
  const std::vector<double> rates = rates_of(job, report.limit);
  for (const double rate : rates) {
    progress(static_cast<double>(report.points.size() + 1) / static_cast<double>(rates.size() + 1));
    report.points.push_back(meter.at(rate));
  }
  return report;
}

std::string link_name(const noc::Topology& topology, int router, int output) {
  const noc::Link& link = topology.link(router, output);
  if (link.node >= 0) return fmt::format("router {} to node {}", router, link.node);
  return fmt::format("router {} to router {}", router, link.router);
}

}  // namespace tessera
