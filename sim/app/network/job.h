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

// Transfers instead of a stream of packets.
struct TransferJobs {
  std::int64_t bytes = 0;   // of each, payload
  std::int64_t count = 16;  // of each node
  int open = 2;             // of a node at a time
  bool read = false;        // data comes back from where the pattern says; else it goes there
  double think = 0;         // clocks between the end of one and the begin of the next
  std::int64_t flit_bytes = 64;
  int payload_flits = 4, header_flits = 1;  // of a packet
  double merge = 0.9;                       // of a link that several inputs feed
};

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
  std::optional<TransferJobs> transfers;
  // Of a chip's network.
  Hertz clock{};
  Bytes flit{};
  std::vector<std::string> notes;
};

}  // namespace tessera
