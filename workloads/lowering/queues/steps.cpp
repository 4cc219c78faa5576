#include "workloads/lowering/queues/steps.h"

#include <algorithm>

#include "sim/core/units.h"

namespace tessera::queues {

Steps steps(std::int64_t extent, std::int64_t tile, std::int64_t single) {
  const std::int64_t total = ceil_divide(extent, tile);
  const std::int64_t rest = extent - (total - 1) * tile;
  Steps runs;
  const auto add = [&](std::int64_t index, std::int64_t count) {
    if (count <= 0) return;
    const auto size_of = [&](std::int64_t i) {
      return i < total - 1 ? tile : i == total - 1 ? rest : 0;
    };
    runs.push_back(
        {size_of(index), size_of(index + 1), count, index, index == 0, index == total - 1});
  };
  single = std::clamp<std::int64_t>(single, 1, total);
  for (std::int64_t i = 0; i < single; ++i) add(i, 1);
  // In the middle all are equal; the one before the last only if the last one is whole.
  const std::int64_t equal_to = rest == tile ? total - 1 : total - 2;
  add(single, equal_to - single);
  for (std::int64_t i = std::max(single, equal_to); i < total; ++i) add(i, 1);
  return runs;
}

std::vector<Piece> split(std::int64_t extent, std::int64_t parts, std::int64_t granule) {
  const std::int64_t granules = ceil_divide(extent, granule);
  parts = std::min(parts, granules);
  const std::int64_t each = granules / parts;
  const std::int64_t longer = granules % parts;
  const std::int64_t missing = granules * granule - extent;
  std::vector<Piece> pieces;
  if (longer > 0) pieces.push_back({(each + 1) * granule, longer});
  const std::int64_t whole = missing == 0 ? parts - longer : parts - longer - 1;
  if (whole > 0) pieces.push_back({each * granule, whole});
  if (missing > 0) pieces.push_back({each * granule - missing, 1});
  return pieces;
}

}  // namespace tessera::queues
