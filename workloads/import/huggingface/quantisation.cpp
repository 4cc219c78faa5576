// Which types the weights of modules are stored in, and what their products run at.
#include "workloads/import/huggingface/quantisation.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera {
namespace {

using Notes = std::vector<std::string>;

// -1, which stands for one group, and what is no number are 0.
std::int64_t group_in(HuggingFaceConfig& section, const char* field) {
  return section.positive_or(field, 0);
}

std::vector<ModulePattern> patterns(const std::vector<std::string>& texts, Notes& notes) {
  std::vector<ModulePattern> result;
  for (const std::string& text : texts) try {
      result.emplace_back(text);
    } catch (const std::regex_error&) {
      notes.push_back(fmt::format("quantization_config names modules by \"{}\", which is not read",
                                  text.substr(0, 100)));
    }
  return result;
}

// Of the method's lists of modules that stay as they are, under all their names.
void leave_out(HuggingFaceConfig& section, Quantisation& into, Notes& notes) {
  for (const char* field : {"modules_to_not_convert", "ignore", "exclude_modules",
                            "llm_int8_skip_modules", "ignored_layers", "exclude"})
    for (ModulePattern& one : patterns(section.texts(field), notes))
      into.untouched.push_back(std::move(one));
}

void add_rule(Quantisation& into, const std::vector<std::string>& modules, const WeightType& type,
              Notes& notes) {
  if (!type.stored.empty()) into.rules.push_back({patterns(modules, notes), type});
}

// Groups of compressed-tensors and of Quark name the bits of weights and of activations.
struct Bits {
  std::int64_t weights = 8, activations = 16, group = 0;
  bool whole_numbers = false, in_blocks = false;
};

WeightType type_of(const Bits& bits) {
  if (bits.weights >= 16) return {};
  const std::string four = bits.whole_numbers ? int4_in_groups(bits.group)
                           : bits.group == 32 ? "mxfp4"
                                              : "fp4";  // NVFP4
  if (bits.weights <= 4) return {four, bits.activations <= 4 && !bits.whole_numbers ? four : ""};
  const std::string eight = bits.whole_numbers ? "int8" : bits.in_blocks ? "fp8_block" : "fp8";
  return {eight, bits.activations <= 8 ? eight : ""};
}

Quantisation compressed(HuggingFaceConfig& config, Notes& notes) {
  Quantisation result;
  const auto groups = config.section("config_groups");
  if (!groups) return result;
  for (const std::string& name : groups->fields()) {
    auto group = groups->section(name);
    auto weights = group ? group->section("weights") : std::nullopt;
    if (!weights) continue;
    auto activations = group->section("input_activations");
    Bits bits;
    bits.weights = weights->count_or("num_bits", 8);
    if (activations) bits.activations = activations->count_or("num_bits", 8);
    bits.group = group_in(*weights, "group_size");
    bits.whole_numbers = weights->text("type") == "int";
    bits.in_blocks = weights->text("strategy") == "block";
    std::vector<std::string> targets = group->texts("targets");
    if (targets.empty()) targets = {"Linear"};
    add_rule(result, targets, type_of(bits), notes);
  }
  result.head = true;
  // Groups that name modules come before those that name the class.
  std::ranges::stable_partition(result.rules, [](const Quantisation::Rule& rule) {
    return std::ranges::none_of(rule.modules, &ModulePattern::is_all);
  });
  return result;
}

WeightType modelopt_type(const std::string& algorithm, std::int64_t group) {
  if (algorithm == "W4A16_NVFP4") return {"fp4", ""};
  if (algorithm.starts_with("NVFP4")) return {"fp4", "fp4"};
  if (algorithm.starts_with("MXFP4")) return {"mxfp4", "mxfp4"};
  if (algorithm.starts_with("FP8_PB")) return {"fp8_block", "fp8_block"};
  if (algorithm.starts_with("FP8")) return {"fp8", "fp8"};
  if (algorithm.starts_with("W4A")) return {int4_in_groups(group), ""};
  if (algorithm.starts_with("W8A16")) return {"int8", ""};
  if (algorithm.starts_with("W8A8") || algorithm == "INT8_SQ") return {"int8", "int8"};
  return {};
}

// MIXED_PRECISION names the algorithm of each module.
Quantisation modelopt(HuggingFaceConfig& section, Notes& notes) {
  Quantisation result;
  if (const auto named = section.section("quantized_layers"))
    for (const std::string& module : named->fields())
      if (auto one = named->section(module))
        add_rule(result, {module},
                 modelopt_type(one->text("quant_algo"), group_in(*one, "group_size")), notes);
  const std::string algorithm = section.text("quant_algo");
  const WeightType type = modelopt_type(algorithm, group_in(section, "group_size"));
  if (result.rules.empty() && type.stored.empty())
    notes.push_back(fmt::format("quant_algo \"{}\" of ModelOpt is not read", algorithm));
  add_rule(result, {"Linear"}, type, notes);
  result.head = true;
  return result;
}

// One set of types of Quark: "fp8_e4m3", "int8", "uint4", "fp4".
WeightType quark_type(HuggingFaceConfig& set) {
  const auto bits_in = [](const std::string& type) {
    return type.ends_with('4') && !type.starts_with("fp8") ? 4 : type.find('8') < 5 ? 8 : 16;
  };
  auto weight = set.section("weight");
  auto input = set.section("input_tensors");
  if (!weight) return {};
  const std::string name = weight->text("dtype");
  Bits bits;
  bits.weights = bits_in(name);
  bits.whole_numbers = name.find("int") < 2;
  bits.group = group_in(*weight, "group_size");
  if (input) bits.activations = bits_in(input->text("dtype"));
  return type_of(bits);
}

Quantisation quark(HuggingFaceConfig& section, Notes& notes) {
  Quantisation result;
  if (const auto layers = section.section("layer_quant_config"))
    for (const std::string& module : layers->fields())
      if (auto set = layers->section(module)) {
        const WeightType type = quark_type(*set);
        add_rule(result, {module}, type, notes);
        if (type.stored.empty())
          for (ModulePattern& one : patterns({module}, notes))
            result.untouched.push_back(std::move(one));
      }
  if (auto all = section.section("global_quant_config"))
    add_rule(result, {"Linear"}, quark_type(*all), notes);
  result.head = true;
  return result;
}

// Weights of few bits, activations as they are: AWQ, GPTQ, AutoRound, bitsandbytes.
Quantisation weights_only(HuggingFaceConfig& section, const std::string& method, Notes& notes) {
  Quantisation result;
  std::int64_t bits =
      section.has("w_bit") ? section.count_or("w_bit", 4) : section.count_or("bits", 4);
  std::int64_t group =
      group_in(section, section.has("q_group_size") ? "q_group_size" : "group_size");
  if (method == "bitsandbytes") {
    bits = section.flag("load_in_8bit", false) ? 8 : 4;
    // Blocks of 64 with a scale of fp32, or one that is quantised itself.
    group = section.flag("bnb_4bit_use_double_quant", false) ? 128 : 64;
    if (bits == 4)
      notes.push_back(fmt::format("bitsandbytes' four bits are taken as int4_g{}", group));
  }
  if (bits != 4 && bits != 8)
    notes.push_back("weights of " + std::to_string(bits) + " bits are taken as 4");
  add_rule(result, {"Linear"}, {bits == 8 ? "int8" : int4_in_groups(group), ""}, notes);
  result.head = section.flag("lm_head", false);
  // GPTQModel: a name behind "-:" stays as it is.
  if (const auto dynamic = section.section("dynamic"))
    for (const std::string& name : dynamic->fields())
      if (name.starts_with("-:"))
        for (ModulePattern& one : patterns({"re:" + name.substr(2)}, notes))
          result.untouched.push_back(std::move(one));
  // AutoRound: bits of single modules.
  if (const auto extra = section.section("extra_config"))
    for (const std::string& name : extra->fields())
      if (auto one = extra->section(name); one && one->count_or("bits", 4) >= 16)
        for (ModulePattern& pattern : patterns({name}, notes))
          result.untouched.push_back(std::move(pattern));
  return result;
}

Quantisation by_method(HuggingFaceConfig& section, const std::string& method, Notes& notes) {
  Quantisation result;
  if (method == "fp8" || method == "fbgemm_fp8" || method == "finegrained_fp8") {
    const std::string type = section.has("weight_block_size") ? "fp8_block" : "fp8";
    add_rule(result, {"Linear"}, {type, type}, notes);
  } else if (method == "mxfp4") {
    add_rule(result, {"experts"}, {"mxfp4", ""}, notes);
  } else if (method == "awq" || method == "gptq" || method == "auto-round" ||
             method == "bitsandbytes") {
    return weights_only(section, method, notes);
  } else if (method == "compressed-tensors") {
    return compressed(section, notes);
  } else if (method == "quark") {
    return quark(section, notes);
  } else if (method == "modelopt" || method == "modelopt_fp4") {
    return section.has("config_groups") ? compressed(section, notes) : modelopt(section, notes);
  } else {
    notes.push_back("quantization_config of method \"" + method +
                    "\" is not read: weights keep the model's type unless --dtype says otherwise");
  }
  return result;
}

}  // namespace

std::string int4_in_groups(std::int64_t group) {
  // 0, or as long as columns are: scales are next to nothing.
  if (group <= 0 || group > 512) return "int4";
  return group > 96 ? "int4_g128" : group > 48 ? "int4_g64" : "int4_g32";
}

WeightType Quantisation::of(const std::vector<std::string>& names, std::int64_t layer) const {
  const auto named_by = [&](const ModulePattern& pattern) {
    return !pattern.names_another_layer(layer) &&
           std::ranges::any_of(names, [&](const auto& name) { return pattern.matches(name); });
  };
  if (rules.empty() || std::ranges::any_of(untouched, named_by)) return {};
  for (const Rule& rule : rules)
    if (std::ranges::any_of(rule.modules, named_by)) return rule.type;
  return {};
}

Quantisation quantisation_of(HuggingFaceConfig& config, std::vector<std::string>& notes) {
  auto section = config.section("quantization_config");
  if (!section) return {};
  Quantisation result = by_method(*section, section->text("quant_method"), notes);
  leave_out(*section, result, notes);
  return result;
}

Quantisation modelopt_quantisation(HuggingFaceConfig& file, std::vector<std::string>& notes) {
  auto section = file.section("quantization");
  if (!section) return {};
  Quantisation result = modelopt(*section, notes);
  leave_out(*section, result, notes);
  return result;
}

}  // namespace tessera
