// Programs as protobuf messages, for keeping them in files: isa/program.proto.
#pragma once

#include <string>
#include <string_view>

#include "isa/program.h"

namespace tessera {

// Equal programs have equal bytes.
std::string encode(const Program& program);

// Throws InputError(kBadInput): `file` is no program, or holds words that we do not know. Indices
// are checked too: what comes out may be printed and verified.
Program decode(std::string_view bytes, const std::string& file);

}  // namespace tessera
