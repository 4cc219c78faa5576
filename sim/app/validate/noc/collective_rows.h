// Times of collectives between chips: nccl_busbw.csv, measured on GPUs, and astra_allreduce.csv, of
// a simulator of training clusters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/timing/chunked_ring.h"
#include "sim/app/validate/comparison.h"
#include "sim/app/validate/silicon/chips.h"

namespace tessera::validation {

struct CollectiveRow {
  std::string device;      // or the topology of the simulator
  std::string collective;  // "all_reduce"
  std::string algorithm;   // of the library: "Ring (NVLS disabled)"
  std::int64_t chips = 2;
  std::int64_t bytes = 0;  // all parts together; of the simulator what it was given
  double bandwidth_gib = 0, latency_ns = 0;  // of the simulator's links
  std::int64_t chunks = 4;
  std::optional<double> time_us;
};

std::vector<CollectiveRow> read_nccl_rows(const CsvTable& table, std::vector<Mistake>& mistakes);
std::vector<CollectiveRow> read_astra_rows(const CsvTable& table, std::vector<Mistake>& mistakes);

// Microseconds; each throws NotPredicted in words that rows of the same kind share. `chip` is that
// of the row's device.
double nccl_time_us(const CollectiveRow& row, const DeviceChip& chip);
double astra_time_us(const CollectiveRow& row);

}  // namespace tessera::validation
