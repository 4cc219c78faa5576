// The report as text: at most 25 lines, and readable at 80 columns.
#pragma once

#include <string>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

std::string text_report(const proto::Result& result, bool colour);

}  // namespace tessera
