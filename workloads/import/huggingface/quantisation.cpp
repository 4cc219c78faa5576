// quantization_config: which types the weights of projections and experts are stored in, and what
// their products run at.
#include <algorithm>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

WeightTypes all(const std::string& type, const std::string& product) {
  return {type, type, product, product};
}

// Groups of compressed-tensors and of ModelOpt name the bits of weights and of activations.
WeightTypes from_bits(std::int64_t weights, std::int64_t activations, bool whole_numbers) {
  if (weights == 4 && activations == 4 && !whole_numbers) return all("fp4", "fp4");  // NVFP4
  if (weights == 4) return all("int4", "");
  if (activations != 8) return all(whole_numbers ? "int8" : "fp8", "");
  return whole_numbers ? all("int8", "int8") : all("fp8", "fp8");
}

WeightTypes compressed(HuggingFaceConfig& config) {
  const auto groups = config.section("config_groups");
  if (!groups) return {};
  for (const std::string& name : groups->fields()) {
    const auto group = groups->section(name);
    if (!group) continue;
    auto weights = group->section("weights");
    auto activations = group->section("input_activations");
    if (!weights) continue;
    return from_bits(weights->count_or("num_bits", 8),
                     activations ? activations->count_or("num_bits", 8) : 16,
                     weights->text("type") == "int");
  }
  return {};
}

}  // namespace

WeightTypes weight_types(HuggingFaceConfig& config, std::vector<std::string>& notes) {
  auto section = config.section("quantization_config");
  if (!section) return {};
  const std::string method = section->text("quant_method");
  if (method == "fp8" || method == "fbgemm_fp8" || method == "finegrained_fp8")
    return section->has("weight_block_size") ? all("fp8_block", "fp8_block") : all("fp8", "fp8");
  // Activations stay as they are: weights are widened on their way in.
  if (method == "mxfp4") return {"", "mxfp4", "", "bf16"};
  if (method == "awq" || method == "gptq" || method == "auto-round" || method == "bitsandbytes") {
    const std::int64_t bits =
        section->flag("load_in_8bit", false) ? 8 : section->count_or("bits", 4);
    if (bits != 4 && bits != 8)
      notes.push_back("weights of " + std::to_string(bits) + " bits are taken as 4");
    return all(bits == 8 ? "int8" : "int4", "");
  }
  if (method == "compressed-tensors") return compressed(*section);
  if (method == "modelopt") {
    const std::string algorithm = section->text("quant_algo");
    if (algorithm.starts_with("NVFP4")) return all("fp4", "fp4");
    if (algorithm.starts_with("FP8")) return all("fp8", "fp8");
  }
  notes.push_back("quantization_config of method \"" + method +
                  "\" is not read: weights keep the model's type unless --dtype says otherwise");
  return {};
}

}  // namespace tessera
