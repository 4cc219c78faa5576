// Values of transformers' configuration classes, which sections of multimodal configs leave out.
#include <array>

#include "workloads/import/huggingface/family.h"

namespace tessera {
namespace {

struct Default {
  std::string_view family, field;
  std::int64_t value;
};

// src/transformers/models/*/configuration_*.py
constexpr std::array kDefaults = {
    Default{"llama", "vocab_size", 32000},
    Default{"llama", "hidden_size", 4096},
    Default{"llama", "intermediate_size", 11008},
    Default{"llama", "num_hidden_layers", 32},
    Default{"llama", "num_attention_heads", 32},
    Default{"mistral", "vocab_size", 32000},
    Default{"mistral", "hidden_size", 4096},
    Default{"mistral", "intermediate_size", 14336},
    Default{"mistral", "num_hidden_layers", 32},
    Default{"mistral", "num_attention_heads", 32},
    Default{"mistral", "num_key_value_heads", 8},
    Default{"gemma3_text", "vocab_size", 262208},
    Default{"gemma3_text", "hidden_size", 2304},
    Default{"gemma3_text", "intermediate_size", 9216},
    Default{"gemma3_text", "num_hidden_layers", 26},
    Default{"gemma3_text", "num_attention_heads", 8},
    Default{"gemma3_text", "num_key_value_heads", 4},
    Default{"gemma3_text", "head_dim", 256},
    Default{"gemma3_text", "sliding_window", 4096},
};

}  // namespace

void fill_in_defaults(const Family& family, HuggingFaceConfig& section) {
  for (const Default& one : kDefaults)
    if (one.family == family.model_type) section.default_to(std::string(one.field), one.value);
}

}  // namespace tessera
