// A tile loop as runs of equal iterations: only the iterations that differ (the first, the one
// before the last, the last) are written out.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <vector>

namespace tessera::queues {

struct Step {
  std::int64_t size = 0;   // elements of this iteration
  std::int64_t next = 0;   // of the one after it; 0 at the last
  std::int64_t count = 1;  // equal iterations in a row
  std::int64_t index = 0;  // of the first of them
  bool first = false, last = false;
};

// `extent` in tiles of `tile`, the last one what is left; the first `single` are written out one by
// one. Counts sum to ceil(extent / tile).
using Steps = boost::container::small_vector<Step, 4>;
Steps steps(std::int64_t extent, std::int64_t tile, std::int64_t single = 1);

// `extent` in at most `parts` pieces of whole granules that differ by at most one granule; the last
// granule may be ragged. Largest first, none empty.
struct Piece {
  std::int64_t size = 0;
  std::int64_t count = 1;
};
std::vector<Piece> split(std::int64_t extent, std::int64_t parts, std::int64_t granule);

}  // namespace tessera::queues
