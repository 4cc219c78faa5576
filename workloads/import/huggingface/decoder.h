// Decoder-only language models as graphs, from their hyper-parameters.
#pragma once

#include "workloads/graph_builder.h"
#include "workloads/import/huggingface/layer_shape.h"

namespace tessera {

// Layers folded into blocks where they repeat; projections as serving stacks run them: one product
// for query, key and value, one for gate and up; logits for the last token of each sequence only.
// Symbols: batch, seq, kv.
proto::Graph decoder_graph(const DecoderShape& shape);

}  // namespace tessera
