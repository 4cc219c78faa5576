// Measures a network: what it takes at most, and how long packets take at a rate. At `tile` detail
// the closed form says so where it holds, and a short run flit by flit elsewhere; `cycle` runs
// longer, always.
#pragma once

#include "isa/noc/open_loop.h"
#include "isa/noc/open_loop_estimate.h"
#include "sim/app/network/job.h"

namespace tessera {

// At one rate, flits per node and clock.
struct NetworkPoint {
  double rate = 0;
  double packet_latency = 0;   // clocks, from creation
  double network_latency = 0;  // from injection; 0 where the closed form was asked
  double mean_routers = 0;     // on the way
  double accepted = 0, least_accepted = 0, most_accepted = 0;  // least and most by destination
  double busiest_link = 0;                                     // flits per clock
  bool steady = true;  // latencies do not grow with the length of the run
  bool closed_form = false;
};

class NetworkMeter {
 public:
  explicit NetworkMeter(const NetworkJob& job);

  double idle_latency() const { return estimate_.idle_latency(); }
  double mean_routers() const { return estimate_.loads().mean_routers; }
  const noc::LinkLoads& loads() const { return estimate_.loads(); }

  // What arrives when everybody sends all the time, flits per node and clock.
  const noc::OpenLoopResult& overload();
  // The rate at which packets begin to wait without end: the busiest link is always busy, or the
  // routers can do no more.
  double limit();

  NetworkPoint at(double rate);

 private:
  noc::OpenLoop run(double rate) const;

  NetworkJob job_;
  noc::Pattern pattern_;
  noc::OpenLoopEstimate estimate_;
  std::optional<noc::OpenLoopResult> overload_;
};

// Up to this share of the closed form's own saturation it is asked. It is good to 0.72 of the
// true one, of which its own is up to 18 % too high.
inline constexpr double kClosedFormHolds = 0.6;

}  // namespace tessera
