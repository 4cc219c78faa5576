// Number formats of operands and how many bits each element takes in memory,
// block scales included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/units.h"

namespace tessera {

enum class DataType {
  kFp32,
  kTf32,
  kBf16,
  kFp16,
  kFp8,
  kInt8,
  kFp4,
  kInt4,
  kInt32,
  kInt64,
  kBool,
  kFp8Block,
  kMxfp4,
  kInt4Group128,
  kInt4Group64,
  kInt4Group32
};
inline constexpr std::size_t kDataTypes = 16;

// Lower-case name as in chip texts and on the command line ("bf16").
std::string_view name_of(DataType type);
std::optional<DataType> data_type_named(std::string_view name);
std::vector<std::string> data_type_names();

// Bits of one element. fp4 has one 8-bit scale per 16 elements (4.5 bits: NVFP4), mxfp4 one per 32
// (4.25 bits: OCP microscaling), fp8_block one of fp32 per 128 x 128 (8.002 bits), int4_g128 one of
// fp16 and a 4-bit zero point per 128 (4.156 bits: AWQ, GPTQ); int4_g64 and int4_g32 likewise.
double bits_of(DataType type);
Bytes bytes_of(std::int64_t elements,
               DataType type);  // rounded up to whole bytes

}  // namespace tessera
