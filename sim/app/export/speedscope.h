// A run as a file for speedscope.app: one evented profile per track.
#pragma once

#include <string>

#include "sim/app/simulate/run.h"

namespace tessera {

// JSON as speedscope's file-format-schema.json has it; times in nanoseconds, exact to the
// picosecond.
std::string speedscope_trace(const RunOutput& output);

}  // namespace tessera
