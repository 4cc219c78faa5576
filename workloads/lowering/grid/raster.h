// How often the operands of a tiled product are read from memory when its output tiles run in
// waves.
//
// Tiles are issued in strips of `strip` tile rows, column by column within a strip. The tiles of
// one wave walk along K together, so each of them that shares an operand panel with another finds
// it in the shared buffer. A panel is read again when it has left the buffer before its next wave:
//   A: once, if a strip runs as one wave, or if the strip's panel of A and the wave's panels of B
//      fit the buffer; else once per wave of the strip;
//   B: once per strip; once at all if all of B and a strip's panel of A fit the buffer.
// The library picks the strip with the fewest bytes (the swizzle of vendor kernels).
// Source: reuse distance of the issue order; cross-checked against measured GEMM by the findings
// that a working set below the capacity of the buffer is read once (a step, not a slope).
#pragma once

#include <cstdint>

namespace tessera::grid {

struct Raster {
  std::int64_t tile_rows = 1, tile_columns = 1;
  double panel_a = 0;  // bytes of A that one row of tiles reads
  double panel_b = 0;  // bytes of B that one column of tiles reads
};

struct Reads {
  double a = 1, b = 1;  // times from memory, at least 1
  std::int64_t strip = 1;
};

// `concurrent`: output tiles that run at a time; `capacity`: usable bytes of the shared buffer.
Reads reads_from_memory(const Raster& raster, std::int64_t concurrent, double capacity);

}  // namespace tessera::grid
