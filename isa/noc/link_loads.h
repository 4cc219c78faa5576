// What a pattern of traffic loads every link with, if all nodes send alike.
#pragma once

#include <vector>

#include "isa/noc/pattern.h"
#include "isa/noc/topology.h"

namespace tessera::noc {

// Of one output of a router; all per flit that every node sends.
struct LinkLoad {
  int router = 0, output = 0;
  bool ejects = false;
  double load = 0;
  std::vector<double> from;  // of it, by input of the router
  // 0 if all of it comes from one input, towards 1 the more inputs it comes from alike: how often
  // two flits want the link at once.
  double mix() const;
};

struct LinkLoads {
  std::vector<LinkLoad> links;  // that carry anything
  double mean_routers = 0;      // on a packet's way
  double mean_extra = 0;        // clocks of its links beyond those of hops
  const LinkLoad& busiest() const;
  // Flits per node and clock at which the busiest link is always busy: no network takes more
  // without leaving some nodes behind.
  double limit() const { return 1 / busiest().load; }
};

LinkLoads link_loads(const Topology& topology, const Pattern& pattern);

}  // namespace tessera::noc
