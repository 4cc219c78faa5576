// How sure the numbers of a chip text are: how many of them have which kind of source.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/chip.pb.h"

namespace tessera {

struct ConfidenceCount {
  std::string kind;  // "datasheet", ..., "unstated"
  std::int64_t numbers = 0;
};

// Most sure first; kinds that do not occur are left out. Scales are questions, not numbers of the
// chip, and are not counted.
std::vector<ConfidenceCount> confidence_of(const proto::Chip& chip);

}  // namespace tessera
