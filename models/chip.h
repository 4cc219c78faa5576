// A chip: the hierarchy of its blocks, and the one process that steps whatever program piece runs
// on it.
#pragma once

#include <functional>
#include <memory>
#include <systemc>
#include <variant>
#include <vector>

#include "isa/chip_spec.h"
#include "models/core.h"
#include "models/grid_run.h"
#include "models/hardware_block.h"
#include "models/memory.h"
#include "models/queue_run.h"

namespace tessera {

// Cores are built last to first to show that their order means nothing.
enum class BuildOrder { kForward, kReverse };

class Chip : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Chip);
  Chip(const sc_core::sc_module_name& name, const ChipSpec& spec,
       BuildOrder order = BuildOrder::kForward);

  // New rates and latencies for the same blocks (same_structure).
  void configure(const ChipSpec& spec);

  // Runs to the end, or until no event is left, or until `stop` says so; simulated time goes on
  // from run to run.
  using Run = std::variant<QueueRun*, GridRun*>;
  void execute(Run run, const std::function<bool(double share)>& stop);
  bool stopped() const { return stopped_; }

  std::vector<std::unique_ptr<Core>>& cores() { return cores_; }
  Memory memory;

 private:
  void step();

  std::vector<std::unique_ptr<Core>> cores_;
  std::unique_ptr<HardwareBlock> shared_buffer_;
  HardwareBlock network_;
  std::unique_ptr<HardwareBlock> chip_link_;
  HardwareBlock control_;
  HardwareBlock power_;
  sc_core::sc_event begin_;
  Run run_;
  sc_core::sc_time begun_;
  std::function<bool(double)> stop_;
  std::int64_t steps_ = 0;
  bool stopped_ = false;
};

// Whether `configure` can turn one into the other: the same blocks, as many of each.
bool same_structure(const ChipSpec& a, const ChipSpec& b);

}  // namespace tessera
