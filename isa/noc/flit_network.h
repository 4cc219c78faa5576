// The network flit by flit: input-queued routers with virtual channels, credits and separable
// iSLIP allocators of one round (McKeown, IEEE/ACM Trans. Networking 7 (1999); Dally and Towles,
// Principles and Practices of Interconnection Networks, chapters 16 to 19).
#pragma once

#include <cstdint>
#include <vector>

#include "isa/noc/topology.h"
#include "isa/noc/traffic.h"

namespace tessera::noc {

struct RouterParameters {
  int channels = 4;  // virtual, of an input
  int buffer = 8;    // flits of a channel
  // From one router's switch to the next one's, the wire included, with nobody in the way: 4 are
  // a clock each for channel allocation, switch allocation, crossbar and wire. At least 2.
  int hop = 4;
  int credit = 3;  // from a flit's departure until its place is usable upstream
};

inline constexpr int kInjectionClocks = 2;  // from the source until the head asks for a channel

struct FlitLimits {
  Clock end = kNever;
  Clock count_from = 0;        // flits are counted from here
  Clock count_until = kNever;  // and before here
};

struct FlitRun {
  Clock end = 0;
  std::int64_t flits_in_network = 0;                   // at the end
  std::int64_t flits_injected = 0, flits_ejected = 0;  // in all
  bool deadlocked = false;                             // flits, but none moved for long
  // Within the counting window.
  std::int64_t flit_hops = 0;
  std::vector<std::int64_t> ejected;               // by node
  std::vector<std::vector<std::int64_t>> on_link;  // by router and output
};

// The widest router that can be simulated.
int most_ports(const RouterParameters& router);

// Until the traffic has finished, or the limit.
FlitRun run_flits(const Topology& topology, const RouterParameters& router, Traffic& traffic,
                  const FlitLimits& limits);

}  // namespace tessera::noc
