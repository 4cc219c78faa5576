// A validation as one JSON document: the same errors as the text, by every dimension.
#pragma once

#include <string>

#include "sim/app/validate/comparison.h"

namespace tessera::validation {

std::string json_report(const Validation& validation);

}  // namespace tessera::validation
