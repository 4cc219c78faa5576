// What a family of models fixes that its config.json does not say.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/import/huggingface/config.h"
#include "workloads/import/huggingface/layer_shape.h"

namespace tessera {

// Facts from the modeling files of transformers, by `model_type`.
struct Family {
  std::string_view model_type;
  bool qkv_bias = false;        // always, whatever attention_bias says
  bool out_bias_too = false;    // attention_bias puts one on the output projection as well
  bool groups_default = false;  // num_key_value_heads may be absent: as many as heads
  GroupedAttention::QueryKeyNorm norm = GroupedAttention::QueryKeyNorm::kNone;
  bool norms_before = true, norms_behind = false;
  bool parallel = false;                 // attention and feed-forward part side by side
  bool norm_each = false;                // then with a norm for each
  bool layer_norm = false;               // instead of RMS
  bool norm_bias = true;                 // of layer_norm
  bool plain_ffn = false;                // one product in front of the activation instead of two
  bool all_biased = false;               // every projection has a bias
  bool ffn_biased = false;               // those of the feed-forward part
  bool head_bias = false;                // the output projection
  bool one_kv_head = false;              // where the config does not say that there are more
  bool rotates = true;                   // else positions are learned, or distances bias the scores
  int position_offset = -1;              // learned positions, and rows in front of them; -1: none
  bool embedding_norm = false;           // behind the table of embeddings
  std::int64_t ffn_times = 0;            // the hidden width, where the config does not say
  bool tied_default = false;             // where tie_word_embeddings is absent
  std::string_view activation = "silu";  // where the config names none
};

std::span<const Family> families();

// The family of a model_type; nullptr if there is none.
const Family* family_named(std::string_view model_type);

// Sections inside other configs leave out what is as in the family's configuration class: fills
// that in, where the class is known.
void fill_in_defaults(const Family& family, HuggingFaceConfig& section);

// The model of a config, or of its text_config. Mistakes are added to the config's.
DecoderShape shape_of(HuggingFaceConfig& config, const Family& family);

// Parts of it, each in its file; all add their mistakes to the config's and return something usable
// then. Window of each layer in tokens, its own included; 0: all are seen.
std::vector<std::int64_t> windows_of(HuggingFaceConfig& config, std::int64_t layers,
                                     std::vector<std::string>& notes);
// Whether each layer rotates its queries and keys: Llama 4 where attention is in chunks, SmolLM3
// where its list says so, all others everywhere.
std::vector<bool> rotated_layers(HuggingFaceConfig& config,
                                 const std::vector<std::int64_t>& windows);
bool has_experts(const HuggingFaceConfig& config);
// One flag per layer, whether its feed-forward part is a mixture of experts.
std::vector<bool> expert_layers(HuggingFaceConfig& config, std::int64_t layers);
// The mixture of those layers; `function` between its products.
ExpertFfn experts_of(HuggingFaceConfig& config, const std::string& function);
// The element-wise function of the feed-forward parts: "silu_mul" where two products meet in it.
std::string function_of(HuggingFaceConfig& config, const Family& family);
// Without a window: layers have their own. `hidden`: of a token.
GroupedAttention attention_of(HuggingFaceConfig& config, const Family& family, std::int64_t hidden);
std::int64_t number_of_layers(HuggingFaceConfig& config);
// Per layer, where it has linear attention (MiniMax, Qwen3-Next); empty where none has.
std::vector<std::optional<LinearAttention>> linear_layers(HuggingFaceConfig& config,
                                                          const Family& family,
                                                          std::int64_t layers);
// All layers of models of state spaces (Mamba-2, Nemotron-H); empty for all others.
std::vector<LayerShape> state_space_layers(HuggingFaceConfig& config, const Family& family,
                                           const DecoderShape& shape);

// Empty where the config has no vision_config, or one of another form: a note says so.
std::optional<VisionShape> vision_of(HuggingFaceConfig& config, std::int64_t text_hidden,
                                     std::vector<std::string>& notes);

}  // namespace tessera
