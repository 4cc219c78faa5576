// Notes on sources must name fields that exist.
#pragma once

#include "sim/core/text_input.h"

namespace tessera {

void check_provenance(TextInput& chip);

}  // namespace tessera
