// The flags of a run as a text gives them, field by field.
#pragma once

#include "sim/app/simulate/request_text.h"
#include "sim/app/sweep/space/sweep.pb.h"
#include "sim/core/text_block.h"

namespace tessera::sweep {

// `block` is where `base` stands in its text: values that no flag takes are mistakes there.
void read_base(const proto::SweepBase& base, const TextBlock& block, RequestText& text);

}  // namespace tessera::sweep
