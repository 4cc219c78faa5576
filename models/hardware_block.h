// A named piece of hardware in the elaborated hierarchy: what it is, how it was configured, how
// long it was busy. Blocks own no process: the chip steps them (docs/adr/one_process_per_chip.md).
#pragma once

#include <string>
#include <systemc>

#include "isa/run/run_record.h"

namespace tessera {

class HardwareBlock : public sc_core::sc_module {
 public:
  HardwareBlock(const sc_core::sc_module_name& name, std::string description)
      : sc_module(name), description_(std::move(description)) {}

  // One line: "systolic 128x128, weight stationary".
  const std::string& description() const { return description_; }
  void set_description(std::string description) { description_ = std::move(description); }

 private:
  std::string description_;
};

// A block that works on one instruction at a time.
class EngineBlock : public HardwareBlock {
 public:
  using HardwareBlock::HardwareBlock;
  void add(const EngineTime& time) { time_ += time; }
  void clear() { time_ = {}; }
  // busy + starved + blocked = elapsed.
  Occupancy occupancy() const { return {name(), time_.busy, time_.starved, time_.blocked}; }

 private:
  EngineTime time_;
};

}  // namespace tessera
