// One program on a chip, as a published row conditions it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "isa/execution.h"
#include "sim/app/validate/silicon/chips.h"
#include "sim/app/validate/silicon/prediction.h"
#include "workloads/bound_graph.h"

namespace tessera::validation::published {

struct OneRun {
  BoundGraph graph;
  Program program;
  Execution execution;  // the host's part included
};

struct RunConditions {
  DataTypes types = {};
  std::map<std::string, std::int64_t> symbols = {};
  Conditions conditions = {};
  bool older_software = false;  // the library before the chip's own
};

OneRun run_once(const proto::Graph& graph, const RunConditions& how, const DeviceChip& device,
                OperatorDetail detail);

}  // namespace tessera::validation::published
