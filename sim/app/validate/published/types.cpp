#include "sim/app/validate/published/types.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "sim/app/validate/published/words.h"

namespace tessera::validation::published {
namespace {

using Name = std::pair<std::string_view, DataType>;
constexpr std::array<Name, 10> kNames = {{{"mxfp4", DataType::kMxfp4},
                                          {"bfp8", DataType::kFp8},
                                          {"bf16", DataType::kBf16},
                                          {"fp16", DataType::kFp16},
                                          {"fp32", DataType::kFp32},
                                          {"tf32", DataType::kTf32},
                                          {"int8", DataType::kInt8},
                                          {"int4", DataType::kInt4},
                                          {"fp8", DataType::kFp8},
                                          {"fp4", DataType::kFp4}}};

DataType sixteen_bits(const std::vector<DataType>& types) {
  for (const DataType type : types)
    if (bits_of(type) == 16) return type;
  return DataType::kBf16;
}

}  // namespace

std::vector<DataType> types_in(const std::string& text) {
  const std::string lower = lower_case(text);
  std::vector<DataType> types;
  for (std::size_t at = 0; at < lower.size();) {
    std::size_t length = 1;
    for (const auto& [name, type] : kNames)
      if (lower.compare(at, name.size(), name) == 0) {
        types.push_back(type);
        length = name.size();
        break;
      }
    at += length;
  }
  if (types.empty() && lower.find("w8a8") != std::string::npos) types.push_back(DataType::kInt8);
  return types;
}

PublishedTypes language_types(const std::string& text) {
  PublishedTypes result;
  const std::string outside = text.substr(0, text.find('('));
  const std::vector<DataType> types = types_in(outside);
  if (says(text, "fp8 KV")) result.storage.kv = DataType::kFp8;
  if (types.empty()) return result;
  const DataType first = types.front();
  if (bits_of(first) >= 16) {
    // "fp16/int8 mixed", "bf16/fp8": the type is not known further.
    if (first == DataType::kFp16) result.storage.activation = result.storage.weight = first;
    return result;
  }
  const bool weights_only = says(text, "weights") || says(text, "bfp") || types.size() > 1;
  if (weights_only) {
    result.storage.weight = first;
    result.storage.activation = sixteen_bits(types);
  } else {
    result.product = first;
  }
  return result;
}

std::optional<DataType> network_type(const std::string& text) {
  const std::vector<DataType> types = types_in(text);
  if (types.empty()) return std::nullopt;
  if (says(text, "cast to")) return sixteen_bits(types);
  // "fp32 activations, fp16 weights": products run in the narrower one.
  DataType narrowest = types.front();
  if (says(text, "weights"))
    for (const DataType type : types)
      if (bits_of(type) < bits_of(narrowest) && bits_of(type) >= 16) narrowest = type;
  return narrowest;
}

std::optional<DataType> operator_type(const std::string& text) {
  const std::vector<DataType> types = types_in(text);
  if (types.empty()) return std::nullopt;
  const bool blocks = says(text, "128x128 scales") || says(text, "fp8 in, bf16 out");
  return types.front() == DataType::kFp8 && blocks ? DataType::kFp8Block : types.front();
}

}  // namespace tessera::validation::published
