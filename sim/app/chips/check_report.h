// What `tessera check CHIP` prints: figures of the chip and what is doubtful about them.
#pragma once

#include <string>
#include <vector>

#include "isa/chip.pb.h"
#include "isa/chip_spec.h"
#include "sim/app/report/json_writer.h"

namespace tessera {

// At most 25 lines, doubts included.
std::string check_text(const ChipSpec& chip, const proto::Chip& text);

// Keys into the object that is open.
void add_chip_check(const ChipSpec& chip, const proto::Chip& text, JsonWriter& json);

}  // namespace tessera
