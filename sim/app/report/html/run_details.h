// What the page shows of a run beyond its result: the chip's blocks, the graph, how operators were
// cut into tiles, and where the numbers come from. Kept beside the result, because it is of the
// programs that ran.
#pragma once

#include <string>

#include "sim/app/simulate/run.h"

namespace tessera {

// One JSON object: "operators", "mappings", "memory", "chip", "graph", "evidence";
// docs/report_page.md lists the keys.
std::string run_details(const RunOutput& output);

}  // namespace tessera
