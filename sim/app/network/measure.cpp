#include "sim/app/network/measure.h"

#include <algorithm>

namespace tessera {
namespace {

constexpr noc::Clock kWarmUp = 20'000, kMeasured = 60'000;
constexpr noc::Clock kShortWarmUp = 3'000, kShortMeasured = 12'000;
// In overload there is nothing to wait for.
constexpr noc::Clock kOverloadWarmUp = 5'000, kOverloadMeasured = 25'000;

// Small networks have less to average over.
constexpr int kFewNodes = 32;
constexpr noc::Clock kLonger = 3;

}  // namespace

NetworkMeter::NetworkMeter(const NetworkJob& job)
    : job_(job),
      pattern_(job_.pattern, job_.topology, job_.targets),
      estimate_(noc::link_loads(job_.topology, pattern_), job_.router, job_.packet_flits) {}

noc::OpenLoop NetworkMeter::run(double rate) const {
  noc::OpenLoop load;
  load.rate = rate;
  load.packet_flits = job_.packet_flits;
  const bool brief = job_.detail == NetworkDetail::kTile;
  load.warm_up = brief ? kShortWarmUp : kWarmUp;
  load.measured = brief ? kShortMeasured : kMeasured;
  if (job_.topology.node_count() < kFewNodes) load.measured *= kLonger;
  return load;
}

const noc::OpenLoopResult& NetworkMeter::overload() {
  if (overload_) return *overload_;
  noc::OpenLoop load = run(1);
  load.warm_up = std::min(load.warm_up, kOverloadWarmUp);
  load.measured = std::min(load.measured, kOverloadMeasured);
  load.drained = false;
  overload_ = noc::run_open_loop(job_.topology, job_.router, pattern_, load);
  return *overload_;
}

double NetworkMeter::limit() { return std::min(overload().accepted, estimate_.loads().limit()); }

NetworkPoint NetworkMeter::at(double rate) {
  NetworkPoint point;
  point.rate = rate;
  if (job_.detail == NetworkDetail::kTile && rate <= kClosedFormHolds * estimate_.saturation()) {
    point.closed_form = true;
    point.packet_latency = *estimate_.latency(rate);
    point.accepted = rate;
    const noc::LinkLoads& loads = estimate_.loads();
    point.busiest_link = rate * loads.busiest().load;
    point.mean_routers = loads.mean_routers;
    point.least_accepted = 1;
    for (const noc::LinkLoad& link : loads.links) {
      if (!link.ejects) continue;
      point.least_accepted = std::min(point.least_accepted, rate * link.load);
      point.most_accepted = std::max(point.most_accepted, rate * link.load);
    }
    return point;
  }
  noc::OpenLoop load = run(rate);
  load.drained = rate < estimate_.loads().limit();
  const noc::OpenLoopResult result = noc::run_open_loop(job_.topology, job_.router, pattern_, load);
  point.packet_latency = result.packet_latency;
  point.network_latency = result.network_latency;
  point.accepted = result.accepted;
  point.least_accepted = result.least_accepted;
  point.most_accepted = result.most_accepted;
  point.busiest_link = result.busiest_link;
  point.mean_routers = result.mean_routers;
  point.steady = result.steady && rate < estimate_.loads().limit();
  return point;
}

}  // namespace tessera
