// The latency of packets at random moments, and what the network takes at most, in closed form: how
// long a flit waits at a link grows with the load of the link and with how many inputs feed it.
#pragma once

#include <optional>

#include "isa/noc/flit_network.h"
#include "isa/noc/link_loads.h"

namespace tessera::noc {

// Of the clocks of a link, those it can be used in: all if one input feeds it (mix 0), fewer the
// more inputs do.
double usable_share(double mix, bool ejects);

class OpenLoopEstimate {
 public:
  OpenLoopEstimate(LinkLoads loads, const RouterParameters& router, int packet_flits);

  double idle_latency() const;
  // Clocks; nothing where a link would have to do more than it can.
  std::optional<double> latency(double rate) const;
  // Flits per node and clock.
  double saturation() const;
  const LinkLoads& loads() const { return loads_; }

 private:
  double wait(const LinkLoad& link, double rate) const;

  LinkLoads loads_;
  RouterParameters router_;
  int packet_flits_;
};

}  // namespace tessera::noc
