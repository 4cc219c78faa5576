// Where bytes stop being a protobuf message: binary files have no line to
// point at, only an offset.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera {

// A sentence with the byte offset of the first field that cannot be read, if
// any; looks into the messages named by `nested`, a path of field numbers.
std::optional<std::string> first_broken_field(std::string_view bytes,
                                              const std::vector<int>& nested);

}  // namespace tessera
