// Repeats in a row of layers, so that each kind of layer is lowered and simulated once.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/import/huggingface/layer_shape.h"

namespace tessera {

// Layers [first, first + period), `repeat` times in a row.
struct LayerRun {
  std::size_t first = 0, period = 1;
  std::int64_t repeat = 1;
  bool operator==(const LayerRun&) const = default;
};

// Runs that together are all layers in order: from the front, each time the period (at most 16)
// that covers most, the shortest of several.
std::vector<LayerRun> runs_of(const std::vector<LayerShape>& layers);

}  // namespace tessera
