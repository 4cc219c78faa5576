// The vision part of a multimodal model: a transformer over the patches of an image, and what makes
// tokens of the language model of its results.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph_builder.h"

namespace tessera {

struct VisionShape {
  std::int64_t layers = 1, hidden = 1, heads = 1, inter = 1;
  std::int64_t patch_values = 1;  // channels x frames x height x width
  std::int64_t patches = 1;       // of an image, if the user names no other number
  std::int64_t positions = 0;     // learned ones
  std::int64_t class_tokens = 0;  // 0 or 1
  std::string function = "gelu";  // of the feed-forward part; gated ones end in _mul
  bool rms_norm = false;          // without biases, instead of LayerNorm
  bool patch_bias = true;
  bool norm_behind = false;  // of the last layer's results
  // Patches of a window, within which the layers attend that `full` does not name; 0: none.
  std::int64_t window = 0;
  std::vector<std::int64_t> full;
  // `merge` patches side by side become one token. Mergers: a norm, a product of that width, an
  // activation and a product; `mergers` of them (for further layers of the language model). One
  // product: behind a norm. Two: with an activation between, without a norm.
  enum class Projector { kMerger, kOneProduct, kTwoProducts };
  Projector projector = Projector::kMerger;
  std::int64_t merge = 1, mergers = 1, out = 1;
  bool norm_merged = false;  // the norms of further mergers are as wide as what they merge
};

// Symbols images (0: the part does not run) and patches, and what its blocks hand on; in front of
// all blocks.
void declare_vision(GraphBuilder& graph, const VisionShape& shape);
// Its blocks, in front of the language model's.
void write_vision(GraphBuilder& graph, const VisionShape& shape);

}  // namespace tessera
