// A run as a Perfetto trace: one process per part, one track per engine. Opens at ui.perfetto.dev.
#pragma once

#include <string>

#include "sim/app/simulate/run.h"

namespace tessera {

// The encoded trace. Perfetto counts nanoseconds: spans are rounded to them.
std::string perfetto_trace(const RunOutput& output);

// "part,track,name,begin_us,end_us", one row per span.
std::string csv_trace(const RunOutput& output);

}  // namespace tessera
