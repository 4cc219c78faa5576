// Bytes as text for a page, which browsers unpack themselves (DecompressionStream).
#pragma once

#include <string>

namespace tessera {

// Compressed in zlib's format ("deflate" to browsers), in base64.
std::string compressed(const std::string& bytes);

}  // namespace tessera
