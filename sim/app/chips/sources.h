// Every number of a chip with where it comes from, the least sure ones first.
#pragma once

#include <string>

#include "isa/chip.pb.h"

namespace tessera {

// Numbers under their kind and source, lines of at most 100 columns; at the end how many there are
// of each kind, and which share nobody published or measured.
std::string sources_text(const proto::Chip& chip);

std::string sources_json(const proto::Chip& chip);  // one document, in the order of the chip text

}  // namespace tessera
