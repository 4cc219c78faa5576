#include "isa/data_type.h"

#include <array>
#include <cmath>

namespace tessera {
namespace {

struct Row {
  DataType type;
  std::string_view name;
  double bits;
};

// A 16-bit scale and a 4-bit zero point for each group, as AWQ and GPTQ store them.
constexpr double with_groups_of(int elements) { return 4 + (16.0 + 4) / elements; }

constexpr std::array kRows = {
    Row{DataType::kFp32, "fp32", 32},
    Row{DataType::kTf32, "tf32", 32},
    Row{DataType::kBf16, "bf16", 16},
    Row{DataType::kFp16, "fp16", 16},
    Row{DataType::kFp8, "fp8", 8},
    Row{DataType::kInt8, "int8", 8},
    Row{DataType::kFp4, "fp4", 4.5},
    Row{DataType::kInt4, "int4", 4},
    Row{DataType::kInt32, "int32", 32},
    Row{DataType::kInt64, "int64", 64},
    Row{DataType::kBool, "bool", 8},
    Row{DataType::kFp8Block, "fp8_block", 8 + 32.0 / (128 * 128)},
    Row{DataType::kMxfp4, "mxfp4", 4.25},
    Row{DataType::kInt4Group128, "int4_g128", with_groups_of(128)},
    Row{DataType::kInt4Group64, "int4_g64", with_groups_of(64)},
    Row{DataType::kInt4Group32, "int4_g32", with_groups_of(32)},
};

const Row& row_of(DataType type) { return kRows[static_cast<std::size_t>(type)]; }

}  // namespace

std::string_view name_of(DataType type) { return row_of(type).name; }

std::optional<DataType> data_type_named(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

std::vector<std::string> data_type_names() {
  std::vector<std::string> names;
  for (const Row& row : kRows) names.emplace_back(row.name);
  return names;
}

double bits_of(DataType type) { return row_of(type).bits; }

Bytes bytes_of(std::int64_t elements, DataType type) {
  return Bytes(
      static_cast<std::int64_t>(std::ceil(static_cast<double>(elements) * bits_of(type) / 8.0)));
}

}  // namespace tessera
