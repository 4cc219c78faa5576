// Sizes of memory for people: 1024 is a KiB.
#pragma once

#include <cstdint>
#include <string>

namespace tessera {

std::string format_bytes(std::int64_t bytes);  // "64 bytes", "4 KiB", "1.5 MiB"

}  // namespace tessera
