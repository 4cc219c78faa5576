// A trace of a file as part of a job.
#pragma once

#include <string>

#include "sim/app/memory/report.h"

namespace tessera {

// Reads the trace into the report's job, and notes what of it the memory cannot hold apart.
void add_trace(const std::string& file, MemoryReport& report);

}  // namespace tessera
