// A serving engine as its requests see it: step after step, prompts in pieces beside tokens.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/app/serving/step_table.h"

namespace tessera::serving {

struct Request {
  Picoseconds arrival;
  std::int64_t prompt = 0;
  std::int64_t tokens = 0;  // to generate
};

struct Served {
  Picoseconds arrival, first_token, end;
};

struct EngineLimits {
  std::int64_t sequences = 128;     // in one step
  std::int64_t step_tokens = 8192;  // prompts are cut to what is left of them
  std::int64_t cache_tokens = 0;    // that memory holds
};

// Of a step: kernels and host.
using StepTimer = std::function<Picoseconds(const StepLoad&)>;

// Every step takes those under way first, a token each or the next piece of their prompt, then
// those that wait, in order, while sequences, tokens and cache allow; a request is taken to need
// its prompt and half of its tokens in the cache. `arrival` ascends.
std::vector<Served> serve_arrivals(const std::vector<Request>& requests, const EngineLimits& limits,
                                   const StepTimer& timer);

// Of `requests` `under_way` are at the engine at any time: so many at once, then one for each that
// ends.
std::vector<Served> serve_closed_loop(const std::vector<Request>& requests, std::int64_t under_way,
                                      const EngineLimits& limits, const StepTimer& timer);

}  // namespace tessera::serving
