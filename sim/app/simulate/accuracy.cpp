#include "sim/app/simulate/accuracy.h"

#include <algorithm>
#include <map>

#include "isa/data_type.h"
#include "isa/library.h"
#include "sim/core/text_input.h"

namespace tessera {
namespace {

constexpr const char* kRecord = "docs/accuracy.textproto";

std::string product_class(const std::string& type_name) {
  const DataType type = data_type_named(type_name).value_or(DataType::kBf16);
  if (bits_of(type) >= 32) return "GEMM fp32";
  return bits_of(type) >= 16 ? "GEMM 16 bit" : "GEMM 8 and 4 bit";
}

// "matmul+elementwise": the first is the main one.
std::string main_kind(const std::string& kind) { return kind.substr(0, kind.find('+')); }

// Most time first; what has no class is left out.
std::vector<std::pair<std::string, std::int64_t>> time_by_class(const proto::Result& result) {
  std::map<std::string, std::int64_t> times;
  for (const auto& one : result.operator_()) {
    const std::string name = operator_class(one, result.phase());
    if (!name.empty()) times[name] += one.ps();
  }
  std::vector<std::pair<std::string, std::int64_t>> order(times.begin(), times.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  return order;
}

const proto::AccuracyEntry* entry_of(const proto::AccuracyRecord& record, const std::string& chip,
                                     const std::string& operator_class) {
  for (const auto& entry : record.entry())
    if (entry.chip() == chip && entry.operator_class() == operator_class) return &entry;
  return nullptr;
}

bool has_relative(const proto::AccuracyRecord& record, const std::string& library,
                  const std::string& operator_class) {
  return !library.empty() && std::ranges::any_of(record.entry(), [&](const auto& entry) {
    return entry.library() == library && entry.operator_class() == operator_class;
  });
}

}  // namespace

proto::AccuracyRecord accuracy_record() {
  proto::AccuracyRecord record;
  TextInput input(record);
  input.read_file(library_path(kRecord), kRecord);
  input.throw_if_mistaken();
  return record;
}

std::string operator_class(const proto::Result::Operator& one, const std::string& phase) {
  const std::string kind = main_kind(one.kind());
  const bool one_token = phase == "decode" || phase == "full";
  if (kind == "matmul") return product_class(one.matrix_type());
  if (kind == "attention") return one_token ? "attention decode" : "attention prefill";
  if (kind == "latent_attention") return one_token ? "MLA decode" : "MLA prefill";
  if (kind == "moe") return "mixture of experts";
  if (kind == "convolution") return "convolution";
  if (kind == "collective") return "collectives";
  if (kind == "norm" || kind == "softmax" || kind == "elementwise" || kind == "rope")
    return "element-wise";
  return "";
}

void add_accuracy(const proto::AccuracyRecord& record, const std::string& library,
                  proto::Result& result) {
  for (const auto& [name, time] : time_by_class(result)) {
    proto::Result::Accuracy* accuracy = result.add_accuracy();
    accuracy->set_operator_class(name);
    const proto::AccuracyEntry* own = entry_of(record, result.chip(), name);
    const proto::AccuracyEntry* left_out =
        has_relative(record, library, name) ? entry_of(record, "", name) : nullptr;
    const proto::AccuracyEntry* nearest = own != nullptr ? own : left_out;
    accuracy->set_basis(own != nullptr ? "chip" : left_out != nullptr ? "relatives" : "none");
    if (nearest == nullptr) continue;
    accuracy->set_points(nearest->points());
    accuracy->set_mean_percent(nearest->mean_percent());
  }
}

}  // namespace tessera
