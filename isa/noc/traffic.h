// What a network carries: packets, who makes them and who is told when they arrive.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/noc/clock.h"

namespace tessera::noc {

struct Packet {
  int source = 0, destination = 0;
  int flits = 1;
  int tie = 0;            // which of several ways of equal length
  Clock created = 0;      // when it began to wait at its source
  Clock injected = 0;     // when its head left the source
  int routers = 0;        // on its way
  std::int64_t mark = 0;  // the traffic's own
};

// Nodes inject one packet after the other, a flit per clock; which packet is next, the traffic says
// when the node can take it.
class Traffic {
 public:
  virtual ~Traffic() = default;

  // The next clock at which packets come into being; kNever if only arrivals bring more.
  virtual Clock due() const = 0;
  // Adds the nodes that have packets from now on.
  virtual void create(Clock now, std::vector<int>& nodes) = 0;
  // The node's next packet; none: it has no more until `create` names it again.
  virtual std::optional<Packet> take(int node, Clock now) = 0;
  // All of the packet has left the network.
  virtual void delivered(const Packet& packet, Clock now) = 0;
  virtual bool finished(Clock now) const = 0;
};

}  // namespace tessera::noc
