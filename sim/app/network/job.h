// What is asked of a network: which one, what it carries, and at what level of detail.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/noc/flit_network.h"
#include "isa/noc/pattern.h"
#include "sim/core/units.h"

namespace tessera {

enum class NetworkDetail { kTile, kCycle };

struct NetworkJob {
  std::string name;  // as the user named it
  noc::Topology topology;
  noc::RouterParameters router;
  noc::PatternKind pattern = noc::PatternKind::kUniform;
  std::vector<int> targets;  // of the pattern; empty: its usual ones
  int packet_flits = 1;
  // Flits per node and clock, or a share of what the network takes; neither: a curve.
  std::optional<double> rate, load;
  NetworkDetail detail = NetworkDetail::kTile;
  // Of a chip's network.
  Hertz clock{};
  Bytes flit{};
  std::vector<std::string> notes;
};

}  // namespace tessera
