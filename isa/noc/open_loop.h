// Packets at random moments whatever the network does: how long they take at a rate, and what
// arrives when everybody sends all the time.
#pragma once

#include <cstdint>
#include <functional>

#include "isa/noc/flit_network.h"
#include "isa/noc/pattern.h"

namespace tessera::noc {

struct OpenLoop {
  double rate = 0.1;  // flits per node and clock
  int packet_flits = 1;
  Clock warm_up = 20'000;
  Clock measured = 60'000;  // packets that come into being in these clocks count
  std::uint64_t seed = 1;
  bool drained = true;  // waits for the packets that count; not where more is sent than arrives
};

struct OpenLoopResult {
  double packet_latency = 0;   // from creation to the last flit's arrival
  double network_latency = 0;  // from the head's injection
  double mean_routers = 0;     // on the way
  std::int64_t packets = 0;    // that count and arrived
  double accepted = 0, least_accepted = 0, most_accepted = 0;
  double busiest_link = 0;  // flits per clock
  int busiest_router = 0, busiest_output = 0;
  // The packets that count arrived while the network went on as before; else they still wait at
  // their sources: the rate is more than the network takes.
  bool steady = true;
  bool deadlocked = false;
  Clock clocks = 0;
};

OpenLoopResult run_open_loop(const Topology& topology, const RouterParameters& router,
                             const Pattern& pattern, const OpenLoop& load);

}  // namespace tessera::noc
