// How a checkpoint stores the weights of its modules: what quantization_config says.
#pragma once

#include <string>
#include <vector>

#include "workloads/import/huggingface/config.h"
#include "workloads/import/huggingface/layer_shape.h"
#include "workloads/import/huggingface/module_pattern.h"

namespace tessera {

struct Quantisation {
  struct Rule {
    std::vector<ModulePattern> modules;
    WeightType type;
  };
  std::vector<Rule> rules;               // the first that names a module counts
  std::vector<ModulePattern> untouched;  // whatever the rules say
  bool head = false;                     // the rules are about the output projection, too

  // Of the module with these names; of another layer than `layer` nothing is looked at.
  WeightType of(const std::vector<std::string>& names, std::int64_t layer = -1) const;
};

// The type of four bits with a scale and a zero point for so many elements; the nearest there is.
std::string int4_in_groups(std::int64_t group);

// Of a method that is not known nothing, and a note.
Quantisation quantisation_of(HuggingFaceConfig& config, std::vector<std::string>& notes);

// The same of ModelOpt's hf_quant_config.json, which lies beside the config.
Quantisation modelopt_quantisation(HuggingFaceConfig& file, std::vector<std::string>& notes);

}  // namespace tessera
