#include "workloads/import/huggingface/weight_files.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "workloads/import/huggingface/quantisation.h"

namespace tessera {
namespace {

// Parts of names of what is no weight of its own: scales and whatever else describes packed ones.
constexpr std::array<std::string_view, 12> kDescriptions = {
    "scale",       "qzeros",       "zero_point", "g_idx",         "absmax",   "quant_map",
    "quant_state", "weight_shape", ".SCB",       "weight_format", "inv_freq", "position_ids"};

constexpr std::array<std::string_view, 5> kOtherSenses = {"visi", "visual", "audio", "multi_modal",
                                                          "mm_"};

template <std::size_t N>
bool has_any(const std::string& name, const std::array<std::string_view, N>& parts) {
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

bool of_other_senses(const std::string& name) { return has_any(name, kOtherSenses); }

// Where "layers.7." or "h.7." ends its word in front of the number; npos where there is none.
std::size_t layer_number_in(const std::string& name) {
  for (const std::string_view word : {"layers.", "h.", "blocks."}) {
    const std::size_t at = name.find(word);
    const std::size_t number = at + word.size();
    if (at != std::string::npos && (at == 0 || name[at - 1] == '.') && number < name.size() &&
        name[number] >= '0' && name[number] <= '9')
      return number;
  }
  return std::string::npos;
}

std::int64_t layer_of(const std::string& name) {
  std::int64_t layer = -1;
  const std::size_t at = layer_number_in(name);
  if (at != std::string::npos) std::from_chars(name.data() + at, name.data() + name.size(), layer);
  return layer;
}

// Four bits in whole words or bytes.
std::int64_t unpacked(const std::string& name, const StoredTensor& tensor) {
  if (name.ends_with("qweight") || name.ends_with("weight_packed"))
    return tensor.elements * (tensor.dtype == "I32" ? 8 : tensor.dtype == "U8" ? 2 : 1);
  return tensor.dtype == "U8" ? tensor.elements * 2 : tensor.elements;
}

bool is_wide(const std::string& dtype) {
  return dtype == "BF16" || dtype == "F16" || dtype == "F32" || dtype == "F64";
}

std::int64_t layers_of(const DecoderShape& model) {
  const auto two = std::ranges::count_if(model.layers, [&](const LayerShape& layer) {
    return model.parts_are_layers && !std::holds_alternative<None>(layer.ffn);
  });
  return static_cast<std::int64_t>(model.layers.size()) + two;
}

}  // namespace

WeightFiles::WeightFiles(StoredTensors tensors) : tensors_(std::move(tensors)) {
  for (const auto& [name, tensor] : tensors_)
    if (const std::size_t at = layer_number_in(name);
        at != std::string::npos && !of_other_senses(name))
      by_layer_.emplace(name.substr(at), name);
}

const StoredTensor* WeightFiles::find(const std::string& name) const {
  const auto whole = by_layer_.find(name);
  const auto found = tensors_.find(whole == by_layer_.end() ? name : whole->second);
  return found == tensors_.end() ? nullptr : &found->second;
}

std::optional<std::string> WeightFiles::type_of(const std::string& module) const {
  const auto elements_for_each = [&](std::int64_t elements, const std::string& scale) {
    const StoredTensor* scales = find(module + scale);
    return scales == nullptr || scales->elements == 0 ? 0 : elements / scales->elements;
  };
  for (const char* packed : {".qweight", ".weight_packed"})
    if (const StoredTensor* weight = find(module + packed)) {
      const char* scale = packed[1] == 'q' ? ".scales" : ".weight_scale";
      if (weight->dtype == "U8")
        return elements_for_each(weight->elements * 2, scale) == 32 ? "mxfp4" : "fp4";
      return int4_in_groups(elements_for_each(weight->elements * 8, scale));
    }
  if (find(module + "_blocks") != nullptr) return "mxfp4";
  const StoredTensor* weight = find(module + ".weight");
  if (weight == nullptr) weight = find(module);
  if (weight == nullptr) return std::nullopt;
  if (is_wide(weight->dtype)) return "";
  if (weight->dtype == "I8") return "int8";
  if (weight->dtype == "U8")
    return elements_for_each(weight->elements * 2, ".weight_scale") == 32 ? "mxfp4" : "fp4";
  if (!weight->dtype.starts_with("F8")) return std::nullopt;
  const StoredTensor* scales = find(module + ".weight_scale_inv");
  if (scales == nullptr) scales = find(module + ".weight_scale");
  const bool blocks = scales != nullptr && scales->shape.size() == 2 && scales->shape[1] > 1;
  return blocks ? "fp8_block" : "fp8";
}

std::optional<std::string> WeightFiles::type_of(std::int64_t layer,
                                                const std::vector<std::string>& modules) const {
  const std::string number = layer < 0 ? "" : std::to_string(layer) + ".";
  for (const std::string& module : modules)
    if (auto type = type_of(number + module)) return type;
  return std::nullopt;
}

double WeightFiles::parameters(const DecoderShape& model) const {
  const std::int64_t layers = layers_of(model);
  double sum = 0;  // a file may lie about any number of them
  for (const auto& [name, tensor] : tensors_) {
    const bool sees = of_other_senses(name);
    const bool left_out =
        (sees && !model.vision) || name.starts_with("mtp.") || (!sees && layer_of(name) >= layers);
    const bool again = model.tied_embedding && name.ends_with("lm_head.weight");
    if (!left_out && !again && !has_any(name, kDescriptions))
      sum += static_cast<double>(unpacked(name, tensor));
  }
  return sum;
}

}  // namespace tessera
