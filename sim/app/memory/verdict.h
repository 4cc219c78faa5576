// One sentence about a memory: how much of its pins the requests get, what takes the rest, and what
// would give more.
#pragma once

#include <string>
#include <vector>

#include "sim/app/memory/measure.h"
#include "sim/app/memory/what_if.h"

namespace tessera {

// "sequential reads", "random reads and writes 2:1", "tiles of 64 KiB": what the requests are.
std::string requests_text(const MemoryJob& job);

std::string memory_verdict(const MemoryJob& job, const Measurement& measured,
                           const std::vector<MemoryWhatIf>& what_ifs);

}  // namespace tessera
