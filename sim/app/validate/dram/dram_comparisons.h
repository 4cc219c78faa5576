// What was predicted for rows of memory measurements, compared with them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/dram/open_loop.h"
#include "sim/app/validate/comparison.h"
#include "sim/app/validate/dram/dram_jobs.h"

namespace tessera::validation {

// Of one row; of a table without a prediction nothing.
struct DramPrediction {
  std::optional<double> utilisation;       // of the peak
  std::optional<double> read_latency_nck;  // mean; open loop
  std::optional<double> tile_nck;          // mean; tiles
  std::optional<double> p99_nck;           // of either
};

DramPrediction prediction_of(const DramJob& job, dram::Detail detail);

std::vector<std::string> dram_dimensions();
std::vector<std::string> dram_groups();  // policies, and simulators that stand apart
std::vector<Quantity> dram_quantities();

// `policy`: of the channel that predicted the row.
void compare(const OpenLoopRow& row, const std::string& policy, const DramPrediction& prediction,
             std::vector<Comparison>& comparisons);
void compare(const TileRow& row, const std::string& policy, const DramPrediction& prediction,
             std::vector<Comparison>& comparisons);

}  // namespace tessera::validation
