#include "workloads/lowering/grid/raster.h"

#include <algorithm>

#include "sim/core/units.h"

namespace tessera::grid {
namespace {

Reads reads_with_strip(const Raster& raster, std::int64_t strip, std::int64_t concurrent,
                       double capacity) {
  const double strip_a = static_cast<double>(strip) * raster.panel_a;
  const double all_b = static_cast<double>(raster.tile_columns) * raster.panel_b;
  const double wave_b =
      static_cast<double>(std::min(raster.tile_columns, ceil_divide(concurrent, strip))) *
      raster.panel_b;
  const std::int64_t waves = ceil_divide(strip * raster.tile_columns, concurrent);
  Reads reads;
  reads.strip = strip;
  reads.a = strip_a + wave_b <= capacity ? 1 : static_cast<double>(waves);
  reads.b =
      strip_a + all_b <= capacity ? 1 : static_cast<double>(ceil_divide(raster.tile_rows, strip));
  return reads;
}

}  // namespace

Reads reads_from_memory(const Raster& raster, std::int64_t concurrent, double capacity) {
  if (raster.tile_rows * raster.tile_columns <= concurrent) return {1, 1, raster.tile_rows};
  const double a = static_cast<double>(raster.tile_rows) * raster.panel_a;
  const double b = static_cast<double>(raster.tile_columns) * raster.panel_b;
  Reads best = reads_with_strip(raster, 1, concurrent, capacity);
  for (std::int64_t strip = 2; strip < 2 * raster.tile_rows; strip *= 2) {
    const Reads reads =
        reads_with_strip(raster, std::min(strip, raster.tile_rows), concurrent, capacity);
    if (reads.a * a + reads.b * b < best.a * a + best.b * b) best = reads;
  }
  return best;
}

}  // namespace tessera::grid
