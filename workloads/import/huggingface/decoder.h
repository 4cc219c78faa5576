// Dense decoder-only language models (Llama, Mistral, Qwen) as graphs, from
// their hyper-parameters.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/graph.pb.h"

namespace tessera {

struct DecoderShape {
  std::string name, source;
  std::string type = "bf16";
  std::string gate = "silu_mul";  // how the two halves of the first FFN product meet
  std::int64_t layers = 1, hidden = 1, heads = 1, kv_heads = 1, head_dim = 1, ffn = 1;
  std::int64_t vocabulary = 1;
  bool qkv_bias = false, attention_out_bias = false, ffn_bias = false;
  bool query_key_norm = false;  // RMS over each head's queries and keys
  bool tied_embedding = false;  // the output projection is the embedding table
};

// One layer times `layers`; projections as serving stacks run them: one product
// for query, key and value, one for gate and up; logits for the last token of
// each sequence only. Symbols: batch, seq, kv.
proto::Graph decoder_graph(const DecoderShape& shape);

}  // namespace tessera
