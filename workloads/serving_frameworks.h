// What serving engines add to the kernels of a step, per engine: part of a library's text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/units.h"

namespace tessera {

struct ServingFramework {
  std::string name;
  Picoseconds step;                 // of the host: scheduler, sampling, next launch
  Picoseconds sequence;             // per sequence of a step: sampling, detokenising
  Picoseconds layer;                // per layer: kernels that the network does not name
  Picoseconds first_token;          // tokeniser, transport, first detokenising
  std::int64_t step_tokens = 8192;  // of prompts and sequences in a step
  std::int64_t sequences = 2048;    // at most, in a step
  bool narrow_cache = false;  // keys and values at 8 bits where products are at most that wide
  bool operator==(const ServingFramework&) const = default;
};

// Those of the library of that name (or path); of the generic library where it has none. Throws
// InputError where the text is wrong.
std::vector<ServingFramework> read_serving_frameworks(const std::string& library);

}  // namespace tessera
