// What became of a request.
#pragma once

#include <array>
#include <cstdint>

#include "sim/core/units.h"
#include "workloads/arrivals/request.h"

namespace tessera::serving {

// Why a request waits while others run.
enum class Waits { kSequences, kStepTokens, kBlocks };
inline constexpr int kWaits = 3;

// Of one request.
struct Served {
  Picoseconds arrival, scheduled, first_token, end;
  // Between two tokens: the longest time, the sum of squares (seconds), and of all the part that
  // steps took longer for prompts of others.
  Picoseconds longest_gap, interference;
  double squared_gaps = 0;
  Picoseconds transfer;     // of its cache between pools of chips
  std::int64_t tokens = 0;  // that came out
  std::int32_t cached = 0;  // tokens of the prompt that were there
  std::int32_t preemptions = 0;
  std::array<double, kWaits> waited{};  // seconds before it was scheduled, by reason
};

}  // namespace tessera::serving
