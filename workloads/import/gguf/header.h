// The header of a GGUF file: what its metadata says. Tensors behind it are not read.
// Source of the layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>

namespace tessera {

// Numbers of all widths, flags as 0 and 1, texts; of a list its length, and its largest number
// where it holds whole ones.
struct GgufList {
  std::uint64_t size = 0;
  double largest = 0;
};
using GgufValue = std::variant<double, std::string, GgufList>;
using GgufHeader = std::map<std::string, GgufValue>;

// Throws InputError(kBadInput), with the byte at which it is, where the file is no GGUF of version
// 2 or 3, ends early, or states lengths beyond its end.
GgufHeader read_gguf_header(const std::filesystem::path& file);

}  // namespace tessera
