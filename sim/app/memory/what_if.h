// What another controller or mapping would give: each is simulated, the verdict names the best.
#pragma once

#include <string>
#include <vector>

#include "sim/app/memory/measure.h"

namespace tessera {

struct MemoryWhatIf {
  std::string change;   // "a queue of 64"
  double achieved = 0;  // share of the peak
};

// Of a job at full load, the queue first; empty for others: there the requests are the limit.
std::vector<MemoryWhatIf> memory_what_ifs(const MemoryJob& job);

}  // namespace tessera
