// A draft that a language model brings along: one more layer like its last one.
#pragma once

#include <string>

#include "workloads/graph.pb.h"

namespace tessera {

inline constexpr const char* kDraftInput = "draft_input";  // the block in front of the layer

// The module of multi-token prediction (DeepSeek-V3, arXiv:2412.19437, section 2.2; EAGLE,
// arXiv:2401.15077, is built alike): the embedding of a token and what the model left for the one
// before it, each normed, side by side through a product into one layer, then the model's own head.
// Of `graph` that is its block of the embedding, that product, one copy of its last layer and its
// last block. Throws InputError(kUnsupported) where these cannot be told: the last repeated block
// holds several layers, or its tokens do not come in a tensor of the graph.
struct OneLayerDraft {
  proto::Graph graph;
  std::string layer;  // the block that was copied: it and kDraftInput are the draft's own
};
OneLayerDraft one_layer_draft(const proto::Graph& graph);

}  // namespace tessera
