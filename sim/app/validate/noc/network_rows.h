// booksim_latency_load.csv: latency against the rate that every node sends at, and what arrives in
// overload.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/network/measure.h"
#include "sim/app/validate/comparison.h"

namespace tessera::validation {

struct NetworkRow {
  std::string topology, traffic;
  int packet_flits = 1;
  bool saturation = false;         // everybody sends all the time
  double rate = 0;                 // flits per node and clock
  std::optional<double> overload;  // that was accepted in overload
  bool converged = false;          // its latency is one that lasts
  std::optional<double> accepted, latency, routers;
};

struct NetworkPrediction {
  std::optional<double> latency, accepted, routers;
  double limit = 0;  // the rate at which the busiest link is always busy
  double idle = 0;
};

std::vector<NetworkRow> read_network_rows(const CsvTable& table, std::vector<Mistake>& mistakes);

// Throws NotPredicted where the network or the traffic is not known.
NetworkPrediction prediction_of(const NetworkRow& row, NetworkDetail detail);

// Latencies are compared with the reference moved to as many routers on the way as ours: its short
// runs draw few destinations. Beyond the limit there is no latency that lasts: what was accepted is
// compared. False where a row's latency was left out for that.
bool compare(const NetworkRow& row, const NetworkPrediction& prediction,
             std::vector<Comparison>& comparisons);

}  // namespace tessera::validation
