// One sentence: what the run waited for, what more of it would buy, and what stood idle meanwhile.
#pragma once

#include <string>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

// "decode waits for HBM3 78 % of the time; 1.5x memory bandwidth gives 1.41x; the matrix units idle
// 61 %."
std::string verdict(const proto::Result& result);

}  // namespace tessera
