// The header of a safetensors file: the type and the shape of every tensor in it. Data behind it
// are not read and need not be there.
// Source of the layout: https://github.com/huggingface/safetensors#format
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tessera {

struct StoredTensor {
  std::string dtype;  // "BF16", "F8_E4M3", "I32", ...
  std::vector<std::int64_t> shape;
  std::int64_t elements = 1;
};
using StoredTensors = std::map<std::string, StoredTensor>;

// Throws InputError(kBadInput) that names the file where it ends early, states a length beyond its
// end or the format's 100 MB, or describes a tensor wrongly.
StoredTensors read_safetensors_header(const std::filesystem::path& file);

}  // namespace tessera
