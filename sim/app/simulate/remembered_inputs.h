// What runs of one caller have read: chips, networks, kernel libraries. Many runs that differ in a
// few fields read every text once.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "isa/area/table.h"
#include "isa/chip.pb.h"
#include "isa/chip_reader.h"
#include "isa/memory_standard.pb.h"
#include "sim/app/simulate/accuracy.h"
#include "sim/app/simulate/request.pb.h"
#include "workloads/graph.pb.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/tile_times.h"

namespace tessera {

class RememberedInputs {
 public:
  ChipReader& chips() { return chips_; }

  // As read_network; by the dimensions too where a file's shapes may depend on them.
  const proto::Graph& network(const proto::Request& request);
  const KernelLibrary& library(const std::string& name_or_path);
  const proto::AccuracyRecord& accuracy();
  const proto::MemoryStandard& standard(const std::string& name);  // of memory
  const AreaTable& area_table(double process_nm);                  // the nearest
  // Of products on `chip` with any local memory; valid until the next call.
  TileTimes& tile_times(const proto::Chip& chip);

 private:
  ChipReader chips_;
  std::map<std::string, proto::Graph> networks_;
  std::map<std::string, KernelLibrary> libraries_;
  std::optional<proto::AccuracyRecord> accuracy_;
  std::map<std::string, proto::MemoryStandard> standards_;
  std::map<double, AreaTable> area_tables_;
  std::list<std::pair<std::string, TileTimes>> tile_times_;  // by text, the latest first
};

}  // namespace tessera
