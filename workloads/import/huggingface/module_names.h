// What checkpoints call the modules that a layer's parts are read from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/import/huggingface/layer_shape.h"

namespace tessera {

// Names behind a layer's own: "self_attn.q_proj". Several where the part is several modules in
// one, or families call it differently; empty where the layer has no such part.
std::vector<std::string> module_names(const LayerShape& layer, Part part);

// In front of those: "model.layers.7.", and how multimodal models call it.
std::vector<std::string> layer_names(std::int64_t layer);

}  // namespace tessera
