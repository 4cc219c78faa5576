#include "workloads/import/huggingface/layer_pattern.h"

#include <algorithm>

namespace tessera {
namespace {

constexpr std::size_t kLongest = 16;

std::int64_t repeats(const std::vector<LayerShape>& layers, std::size_t first, std::size_t period) {
  std::size_t end = first + period;
  while (end < layers.size() && layers[end] == layers[end - period]) ++end;
  return static_cast<std::int64_t>((end - first) / period);
}

}  // namespace

std::vector<LayerRun> runs_of(const std::vector<LayerShape>& layers) {
  std::vector<LayerRun> runs;
  for (std::size_t first = 0; first < layers.size();) {
    LayerRun best{first, 1, repeats(layers, first, 1)};
    for (std::size_t period = 2; period <= kLongest && first + 2 * period <= layers.size();
         ++period) {
      const std::int64_t count = repeats(layers, first, period);
      if (count > 1 && static_cast<std::size_t>(count) * period >
                           static_cast<std::size_t>(best.repeat) * best.period)
        best = {first, period, count};
    }
    runs.push_back(best);
    first += static_cast<std::size_t>(best.repeat) * best.period;
  }
  return runs;
}

}  // namespace tessera
