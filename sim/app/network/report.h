// What `tessera network` found, and its two printed forms.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/app/network/measure.h"

namespace tessera {

struct NetworkReport {
  NetworkJob job;
  double idle_latency = 0;  // clocks
  double mean_routers = 0;  // on the way
  noc::OpenLoopResult overload;
  double limit = 0;                  // flits per node and clock
  noc::LinkLoad busiest;             // by the pattern, per flit that every node sends
  std::vector<NetworkPoint> points;  // the one asked for, or a curve
};

// `progress` is told which share is done.
NetworkReport network_report(const NetworkJob& job, const std::function<void(double)>& progress);

std::string network_text_report(const NetworkReport& report, bool colour);  // at most 25 lines
std::string network_json_report(const NetworkReport& report);

// "router 27 to router 28", "router 0 to node 0"
std::string link_name(const noc::Topology& topology, int router, int output);

}  // namespace tessera
