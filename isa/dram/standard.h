// A memory standard: one of the texts in models/memories, checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/dram/spec.h"
#include "sim/core/diagnostics.h"
#include "sim/core/units.h"

namespace tessera {

namespace proto {
class MemoryStandard;
}

struct StandardSource {
  std::string name_or_path;            // "hbm3", one of its other names, "my/memory.textproto"
  std::vector<std::string> fragments;  // merged on top, in order
  std::vector<std::string> settings;   // "parameter[tRCD].ns=20"
  // The same standard at another rate per pin: waits in nanoseconds become other numbers of clocks.
  std::optional<double> data_rate_mbps;
};

struct StandardSpec {
  std::string name;
  std::vector<std::string> also_called;
  std::string family;                     // "HBM"
  std::optional<dram::DramSpec> channel;  // absent: SRAM, a part of the chip
  std::string unit;                       // what `channels` are in: "stack", "device", "DIMM"
  int channels = 1;                       // of one unit
  double data_rate_mbps = 0;              // per data pin
  dram::DramEnergy energy;                // the channel's; of an SRAM too
  Bytes capacity() const;                 // of one unit; none of an SRAM, whose chip says it
  BytesPerSecond peak_bandwidth() const;  // of one unit
};

// Throws InputError: kUsage if the library has no such standard, kBadInput with every mistake in
// the texts.
StandardSpec read_standard(const StandardSource& source);

// The merged text alone, with its notes on sources.
proto::MemoryStandard read_standard_text(const StandardSource& source);

std::vector<std::string> library_memories();  // names, sorted

}  // namespace tessera
