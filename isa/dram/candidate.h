// A command that a channel could issue next, and which of two goes first.
#pragma once

#include <algorithm>

#include "isa/dram/command.h"

namespace tessera::dram {

// Who goes first of those that can go in one clock.
enum class OrderClass : std::uint8_t { kOpenedFor, kRefresh, kQueue };

struct Candidate {
  Clock time = kNever;
  Clock rank = kNever;                 // sorted by this first: the time, or the end of the command
  std::int64_t first = 0, second = 0;  // age, then order
  int bank = -1;
  int request = -1;
  OrderClass order_class = OrderClass::kOpenedFor;
  Command command = Command::kRead;
  bool from_active = false;
  // No other of its kind that is older, and so would go first in the same clock, goes before this
  // clock. Known of what a search found.
  Clock unchallenged_before = 0;

  bool valid() const { return time < kNever; }
};

inline bool before(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) return a.rank < b.rank;
  if (a.order_class != b.order_class) return a.order_class < b.order_class;
  if (a.first != b.first) return a.first < b.first;
  return a.second < b.second;
}

// `best` becomes the first of both; the other may challenge it once it is held back.
inline void consider(Candidate& best, const Candidate& candidate) {
  if (!candidate.valid()) return;
  const Clock later = std::max(best.time, candidate.time);
  if (before(candidate, best)) best = candidate;
  best.unchallenged_before = std::min(best.unchallenged_before, later);
}

}  // namespace tessera::dram
