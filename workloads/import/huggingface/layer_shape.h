// What a language model is made of, as its config.json says: layers, each a mixer of tokens and a
// feed-forward part. Names of fields follow the papers, not any one family's config.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workloads/graph.pb.h"
#include "workloads/import/huggingface/vision_shape.h"

namespace tessera {

// Grouped-query attention with a cache of keys and values.
struct GroupedAttention {
  enum class QueryKeyNorm { kNone, kHead, kWidth };  // over each head, or over all heads together
  std::int64_t heads = 1, kv_heads = 1, head_dim = 1;
  bool qkv_bias = false, out_bias = false;
  QueryKeyNorm norm = QueryKeyNorm::kNone;
  bool norm_weights = true;
  bool rotates = true;
  bool sinks = false;        // a learned score per head that joins every softmax
  bool output_gate = false;  // a sigmoid of a further product multiplies the result
  std::int64_t window = 0;   // tokens that a query sees; 0: all
  bool operator==(const GroupedAttention&) const = default;
};

// Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434).
struct LatentAttention {
  std::int64_t heads = 1;
  std::int64_t query_rank = 0;  // 0: queries in one product
  std::int64_t latent_dim = 1, nope_dim = 1, rope_dim = 1, value_dim = 1;
  bool operator==(const LatentAttention&) const = default;
};

// Mamba-2 (arXiv:2405.21060): a convolution over the last tokens, then a state per head.
struct StateSpace {
  std::int64_t heads = 1, head_dim = 1, state_dim = 1, groups = 1;
  std::int64_t taps = 4;     // of the convolution
  std::int64_t chunk = 256;  // tokens that a prompt is cut into
  bool bias = false, convolution_bias = true;
  std::int64_t inner() const { return heads * head_dim; }
  std::int64_t convolved() const { return inner() + 2 * groups * state_dim; }
  bool operator==(const StateSpace&) const = default;
};

// Linear attention: a state of keys x values per head instead of a cache. Lightning attention
// (arXiv:2401.04658) decays it by a constant of the head; the gated delta rule (arXiv:2412.06464)
// takes out what a key had stored before it stores the new value, behind a short convolution. Both
// multiply the result by an open gate: a sigmoid there, a SiLU here.
struct LinearAttention {
  std::int64_t heads = 1, kv_heads = 1;  // of values; of queries and keys
  std::int64_t key_dim = 1, value_dim = 1;
  std::int64_t taps = 0;  // of the convolution; 0: none
  std::int64_t chunk = 256;
  bool delta_rule = false;
  bool operator==(const LinearAttention&) const = default;
};

struct DenseFfn {
  std::int64_t inter = 1;
  std::string function = "silu_mul";  // gated ones end in _mul: two products in front of it
  bool bias = false;
  bool gated() const { return function.ends_with("_mul"); }
  bool operator==(const DenseFfn&) const = default;
};

struct ExpertFfn {
  std::int64_t experts = 1, topk = 1, inter = 1;
  std::string function = "silu_mul";
  bool bias = false;                      // of the experts' products and of the scores
  bool score_correction = false;          // a number per expert added where they are chosen
  DenseFfn shared{0, "silu_mul", false};  // of every token; inter 0: none
  bool shared_gate = false;               // times the sigmoid of a product with one column
  bool gated() const { return function.ends_with("_mul"); }
  bool operator==(const ExpertFfn&) const = default;
};

struct None {
  bool operator==(const None&) const = default;
};

// Parts of a layer that a quantised checkpoint stores, or not, in fewer bits.
enum class Part { kMixerIn, kMixerOut, kUp, kDown, kSharedUp, kSharedDown, kExperts };
inline constexpr std::size_t kParts = 7;

// What weights are stored in, and what their products run at; empty: as the model's activations.
struct WeightType {
  std::string stored, product;
  bool operator==(const WeightType&) const = default;
};

// By Part.
using PartTypes = std::array<WeightType, kParts>;

struct LayerShape {
  std::string kind = "layer";  // what its block, or its part of one, is called
  std::variant<GroupedAttention, LatentAttention, StateSpace, LinearAttention> mixer;
  std::variant<DenseFfn, ExpertFfn, None> ffn;
  bool norms_before = true, norms_behind = false;  // of both parts
  bool parallel = false;                           // both parts read the layer's input
  bool norm_each = false;                          // of parallel ones: a norm for each, else one
  PartTypes types;
  bool operator==(const LayerShape&) const = default;
};

struct DecoderShape {
  std::string name, source;
  std::string type = "bf16";
  proto::NormOp::Kind norm = proto::NormOp::RMS;
  bool norm_bias = false;
  std::int64_t hidden = 1, vocabulary = 1;
  bool tied_embedding = false;  // the output projection is the embedding table
  bool head_bias = false;
  std::int64_t positions = 0;   // learned ones
  bool embedding_norm = false;  // behind the table of embeddings
  WeightType head;
  std::vector<LayerShape> layers;
  bool parts_are_layers = false;  // the checkpoint counts mixers and feed-forward parts as layers
  std::optional<VisionShape> vision;
  std::vector<std::string> notes;
};

}  // namespace tessera
