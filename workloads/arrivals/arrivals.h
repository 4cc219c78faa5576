// Streams of requests drawn at random: the same seed gives the same stream, to the byte.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/arrivals/lengths.h"
#include "workloads/arrivals/request.h"

namespace tessera::serving {

// When requests come, at so many a second on average.
struct Pattern {
  enum class Kind {
    kPoisson,  // independently of one another
    kGamma,    // in bursts: `variation` is that of the times between them, 1 as of Poisson
    kDiurnal,  // independently, at a rate that swings by `swing` of itself every `period_s`
    kSteady,   // evenly
  } kind = Kind::kPoisson;
  double variation = 1;
  double swing = 0, period_s = 0;
  bool operator==(const Pattern&) const = default;
};

// "poisson", "steady", "gamma:VARIATION", "diurnal:SWING,PERIOD_S". Throws InputError(kUsage).
Pattern parse_pattern(const std::string& text);

struct Stream {
  Pattern pattern;
  double rate = 1;             // requests a second; unused where `under_way` is given
  std::int64_t under_way = 0;  // a closed loop: so many sessions at any time
  std::int64_t requests = 300;
  Lengths prompt{Lengths::Kind::kFixed, 512, 0}, tokens{Lengths::Kind::kFixed, 128, 0};
  // Agents: every session asks so many times, each time with all that was said before and a new
  // prompt behind it, after a pause for tools of so many seconds (exponential).
  Lengths turns{Lengths::Kind::kFixed, 1, 0};
  double pause_s = 0;
  std::int64_t alike = 0;       // tokens that all prompts begin with, beside their own
  std::int64_t priorities = 1;  // drawn evenly
  std::uint64_t seed = 1;
};

Load draw(const Stream& stream);

}  // namespace tessera::serving
