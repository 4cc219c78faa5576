#include "isa/closed_form/core_state.h"

#include <algorithm>

namespace tessera {
namespace {

// Calls `visit` on every pair of marks of two states of equal shape, until it returns false; false
// if the shapes differ.
template <class State, class Mark, class Visit>
bool for_each_mark(State& now, const CoreState<Mark>& before, Visit visit) {
  const auto visit_queue = [&](auto& mine, const MarkQueue<Mark>& theirs) {
    if (mine.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      if (!visit(mine[i], theirs[i])) return false;
    }
    return true;
  };
  for (std::size_t e = 0; e < kEngines; ++e) {
    auto& mine = now.engines[e];
    const EngineState<Mark>& theirs = before.engines[e];
    if (!visit(mine.free, theirs.free) || !visit(mine.completed, theirs.completed) ||
        !visit(mine.moving_since, theirs.moving_since)) {
      return false;
    }
    if (!visit_queue(mine.in_flight, theirs.in_flight)) return false;
  }
  for (std::size_t t = 0; t < now.tokens.size(); ++t) {
    if (!visit_queue(now.tokens[t], before.tokens[t])) return false;
  }
  return true;
}

void repeat_step(Moment& now, const Moment& then, std::int64_t times) {
  now.time += (now.time - then.time) * times;
}
void repeat_step(Path& now, const Path& then, std::int64_t times) {
  now.time += (now.time - then.time) * times;
  for (std::size_t c = 0; c < kStallCauses; ++c) {
    const auto cause = static_cast<StallCause>(c);
    now.causes[cause] += (now.causes[cause] - then.causes[cause]) * times;
  }
}

}  // namespace

template <class Mark>
std::optional<Picoseconds> CoreState<Mark>::shift_since(const CoreState& before) const {
  std::optional<Picoseconds> shift;
  Picoseconds latest_still;
  std::optional<Picoseconds> earliest_moved;
  const bool alike = for_each_mark(*this, before, [&](const Mark& now, const Mark& then) {
    const Picoseconds moved = now.time - then.time;
    if (moved == Picoseconds(0)) {
      latest_still = std::max(latest_still, now.time);
      return true;
    }
    if (shift && *shift != moved) return false;
    shift = moved;
    earliest_moved = earliest_moved ? std::min(*earliest_moved, now.time) : now.time;
    return true;
  });
  if (!alike || !shift || latest_still > *earliest_moved) return std::nullopt;
  return shift;
}

template <class Mark>
void CoreState<Mark>::repeat_since(const CoreState& before, std::int64_t times) {
  for_each_mark(*this, before, [&](Mark& now, const Mark& then) {
    repeat_step(now, then, times);
    return true;
  });
  for (std::size_t e = 0; e < kEngines; ++e) {
    const EngineTime& then = before.time[e];
    EngineTime& now = time[e];
    now.busy += (now.busy - then.busy) * times;
    now.starved += (now.starved - then.starved) * times;
    now.blocked += (now.blocked - then.blocked) * times;
  }
}

template struct CoreState<Path>;
template struct CoreState<Moment>;

}  // namespace tessera
