// What is asked of serving engines.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/units.h"

namespace tessera::serving {

inline constexpr std::int64_t kNone = -1;

struct Request {
  Picoseconds arrival;  // of one that follows another: what lies between the other's end and it
  std::int64_t prompt = 0;
  std::int64_t tokens = 0;       // to generate
  std::int64_t priority = 0;     // smaller is more urgent
  std::int64_t session = kNone;  // the prompt begins with all that the session had before
  std::int64_t group = kNone;    // of sessions whose prompts begin alike
  std::int64_t alike = 0;        // so many tokens of them
  std::int64_t after = kNone;    // arrives behind the end of that request, an earlier one
};

// `requests` whose first ones arrive by themselves; or, where `under_way` is not 0, so many of
// those that follow no other are there at any time: at once, and then one for each that ends for
// good.
struct Load {
  std::vector<Request> requests;
  std::int64_t under_way = 0;
};

}  // namespace tessera::serving
