// What `tessera memory` found, and its two printed forms.
#pragma once

#include <string>
#include <vector>

#include "sim/app/memory/curve.h"
#include "sim/app/memory/measure.h"
#include "sim/app/memory/what_if.h"

namespace tessera {

struct MemoryReport {
  MemoryJob job;
  Measurement measured;
  std::vector<MemoryWhatIf> what_ifs;
  std::vector<CurvePoint> curve;       // empty unless asked for
  std::vector<std::string> set, with;  // what changed the standard's text
  std::vector<std::string> notes;
};

std::string memory_text_report(const MemoryReport& report, bool colour);  // at most 25 lines
std::string memory_json_report(const MemoryReport& report);

}  // namespace tessera
