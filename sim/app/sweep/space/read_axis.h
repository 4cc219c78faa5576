// One axis of a sweep's text.
#pragma once

#include <optional>

#include "sim/app/sweep/space/axis.h"
#include "sim/core/text_block.h"

namespace tessera::sweep {

// Nothing, with a mistake at its place, where it cannot be read.
std::optional<Axis> read_axis(const TextBlock& block);

}  // namespace tessera::sweep
