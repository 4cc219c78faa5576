// What a point asks for, as a JSON object: queries of a store read it.
#pragma once

#include <string>

#include "sim/app/simulate/request_text.h"

namespace tessera::sweep {

// {"batch":8,"memory.bandwidth_scale":0.5}: flags, and fields of the chip by their paths.
std::string inputs_json(const RequestText& request);

}  // namespace tessera::sweep
