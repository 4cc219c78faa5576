#include "sim/app/validate/silicon/operators.h"

#include <algorithm>
#include <array>

namespace tessera::validation {
namespace {

// Names of tables for types that we know by another name.
struct Alias {
  std::string_view table, ours;
};
constexpr std::array kAliases = {Alias{"nvfp4", "fp4"}};

ReportClass gemm_class(const std::string& dtype) {
  if (dtype == "bf16" || dtype == "fp16") return {"GEMM 16 bit", "gemm_16bit"};
  if (dtype == "fp32" || dtype == "tf32") return {"GEMM fp32", "gemm_fp32"};
  return {"GEMM 8 and 4 bit", "gemm_8bit"};
}

}  // namespace

const std::vector<OperatorClass>& operator_classes() {
  static const std::vector<OperatorClass> kClasses = {
      {"gemm", "GEMM", "gemm", gemm_graph},
      {"batched_gemm", "GEMM", "gemm", gemm_graph},
      {"attention_prefill", "attention prefill", "attention_prefill", attention_graph},
      {"attention_decode", "attention decode", "attention_decode", attention_graph},
      {"mla_prefill", "MLA prefill", "mla_prefill", latent_attention_graph},
      {"mla_decode", "MLA decode", "mla_decode", latent_attention_graph},
      {"moe", "mixture of experts", "moe", moe_graph},
      {"rmsnorm", "element-wise", "elementwise", elementwise_graph},
      {"layernorm", "element-wise", "elementwise", elementwise_graph},
      {"softmax", "element-wise", "elementwise", elementwise_graph},
      {"gelu", "element-wise", "elementwise", elementwise_graph},
      {"silu_mul", "element-wise", "elementwise", elementwise_graph},
      {"add", "element-wise", "elementwise", elementwise_graph},
      {"rope", "element-wise", "elementwise", elementwise_graph},
      {"conv", "convolution", "convolution", convolution_graph},
      {"all_reduce", "collectives", "collectives", collective_graph},
      {"all_gather", "collectives", "collectives", collective_graph},
      {"reduce_scatter", "collectives", "collectives", collective_graph},
      {"alltoall", "collectives", "collectives", collective_graph},
      {"send_recv", "collectives", "collectives", collective_graph}};
  return kClasses;
}

const OperatorClass* operator_class(std::string_view op) {
  const std::vector<OperatorClass>& all = operator_classes();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const OperatorClass& one) { return one.op == op; });
  return found == all.end() ? nullptr : &*found;
}

DataType type_of(std::string_view name) {
  if (const auto type = data_type_named(name)) return *type;
  for (const Alias& alias : kAliases)
    if (alias.table == name) return *data_type_named(alias.ours);
  throw NotPredicted("no data type is called " + std::string(name));
}

DataType result_type(DataType type) { return bits_of(type) < 16 ? DataType::kBf16 : type; }

ReportClass report_class(const Measurement& row) {
  const OperatorClass* known = operator_class(row.op);
  if (known == nullptr) return {row.op, row.op};
  if (known->key == "gemm") return gemm_class(row.dtype);
  return {std::string(known->title), std::string(known->key)};
}

std::vector<ReportClass> operator_report_classes() {
  std::vector<ReportClass> classes = {gemm_class("bf16"), gemm_class("fp8"), gemm_class("fp32")};
  for (const OperatorClass& known : operator_classes()) {
    const ReportClass next = {std::string(known.title), std::string(known.key)};
    if (next.key != "gemm" && next.key != classes.back().key) classes.push_back(next);
  }
  return classes;
}

}  // namespace tessera::validation
