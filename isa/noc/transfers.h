// Long transfers of cores that keep some of them open: what engines of direct memory access do to a
// network. The same workload runs on either level of detail.
#pragma once

#include <vector>

#include "isa/noc/flit_network.h"

namespace tessera::noc {

struct TransferJob {
  int other = 0;  // node that is written to, or read from
  std::int64_t packets = 1;
  bool read = false;  // a request of one flit goes there, the data comes back
  double think = 0;   // clocks between its end and the begin of the next on its place
};

struct TransferWorkload {
  int packet_flits = 5;                        // payload and header
  int open = 2;                                // transfers of a core at a time
  Clock skew = 7;                              // a core begins so much later than the one before
  std::vector<std::vector<TransferJob>> jobs;  // by node, in order
};

struct TransferResult {
  double last = 0;          // clock at which all has arrived
  double nine_tenths = 0;   // and nine tenths of the transfers
  double mean_latency = 0;  // of a transfer, from its begin to its last flit
  std::vector<double> latencies;
  double busiest_link = 0;  // flits per clock
  // As fluids only: a link that several inputs feed was nearly full, where fluids are too fast.
  bool outside_bound = false;
};

// Packet by packet: a node takes turns between its open transfers.
TransferResult run_transfers_by_flits(const Topology& topology, const RouterParameters& router,
                                      const TransferWorkload& workload);

// As fluids that share links (fluid_network.h).
TransferResult run_transfers_as_fluid(const Topology& topology, const RouterParameters& router,
                                      double merge_efficiency, const TransferWorkload& workload);

// Above this share of what it can carry a link counts as nearly full.
inline constexpr double kNearlyFull = 0.78;

// Of several ways of equal length, the one that transfers of this pair take.
int tie_of(int source, int destination);

}  // namespace tessera::noc
