// A kept run, made again with its time line: the same inputs give the same run.
#pragma once

#include <string>

#include "isa/trace.h"
#include "sim/app/simulate/run.h"

namespace tessera {

// At tile detail: closed forms have no time line. What of it is missing is said on stderr.
RunOutput traced_again(const std::string& folder, const TraceOptions& trace);

}  // namespace tessera
