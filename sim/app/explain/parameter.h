// What a field of a chip text is: the words beside it in isa/chip.proto, its unit, what the chips
// of the library state, and the formula that it enters.
#pragma once

#include <optional>
#include <string>

namespace tessera {

// `path` as in --set, "core.matrix_unit.systolic.rows"; a block has a text too. None where there is
// no such field.
std::optional<std::string> parameter_text(const std::string& path);

}  // namespace tessera
