// A chip as if nobody had measured it: what its prediction is worth on a device never seen.
#pragma once

#include <string>
#include <vector>

#include "isa/chip.pb.h"

namespace tessera::validation {

struct UnmeasuredChip {
  std::vector<std::string> settings;  // "core.matrix_unit.rate[fp8].efficiency=0.78"
  std::vector<std::string> kept;      // fitted numbers that no relative has
};

// Replaces every number of `chip` with confidence FITTED by the geometric mean of the same number,
// fitted, of its nearest relatives among `others`: chips of the same `library` of kernels, else of
// the same vendor and kind, else of the same kind. Variants of the chip, what it is a variant of,
// and other variants of that are the chip itself. Other variants count once, as their original.
UnmeasuredChip as_if_unmeasured(const proto::Chip& chip, const std::vector<proto::Chip>& others);

}  // namespace tessera::validation
