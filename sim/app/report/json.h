// A result as one JSON document; the keys carry units and are listed in docs/user_guide.md.
#pragma once

#include <string>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

std::string json_report(const proto::Result& result);

}  // namespace tessera
