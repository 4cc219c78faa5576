#include "isa/dram/timing_state.h"

namespace tessera::dram {
namespace {

bool is_refresh(Command command) {
  return command == Command::kRefreshAll || command == Command::kRefreshBank;
}

bool is_read(Command command) {
  return command == Command::kRead || command == Command::kReadAutoclose;
}

}  // namespace

LossCause cause_of(const Constraint& row) {
  if (is_refresh(row.after) || is_refresh(row.before)) return LossCause::kRefresh;
  if (row.window > 1) return LossCause::kActivationWindow;
  if (is_column(row.after) && is_column(row.before)) {
    if (row.siblings_only || is_read(row.after) != is_read(row.before))
      return LossCause::kTurnaround;
    return row.level == Level::kBankGroup || row.level == Level::kBank ? LossCause::kBankGroup
                                                                       : LossCause::kCommandBus;
  }
  if (row.level == Level::kBank) return LossCause::kRowActivation;
  if (row.after == Command::kActivate && row.before == Command::kActivate)
    return LossCause::kActivationWindow;
  if (row.after == Command::kPrechargeAll || row.before == Command::kPrechargeAll)
    return LossCause::kRefresh;
  return LossCause::kCommandBus;
}

Clock TimingState::wait_in_bank(Command after, Command before) const {
  for (const Wait& wait : effects_[index_of(after)].bank)
    if (wait.at == at_[index_of(before)].banks) return clock_of(wait.stamp);
  return 0;
}

Clock TimingState::earliest_above(Command command, int first_top, int count) const {
  const Stamps& at = at_[index_of(command)];
  Stamp latest = 0;
  for (int top = first_top; top < first_top + count; ++top)
    raise(latest, stamps_[at.scopes + at.scope_of_top[static_cast<std::size_t>(top)]]);
  return clock_of(latest);
}

void TimingState::apply_windows(const Effect& effect, int top, Clock now) {
  for (const std::size_t w : effect.windows) {
    const Window& window = windows_[w];
    const std::size_t node = window.node_of_top[static_cast<std::size_t>(top)];
    // The slot that the position names holds the oldest clock; the newest takes it.
    Clock* ring = &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
    ring[1 + ring[0]] = now;
    if (++ring[0] == window.count) ring[0] = 0;
    const Stamp then = (ring[1 + ring[0]] << kCauseBits) + window.stamp;
    for (const std::size_t at : window.reached[node]) raise(stamps_[at], then);
  }
}

void TimingState::issue(Command command, int bank, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const BankPlace& place = places_[static_cast<std::size_t>(bank)];
  apply(effect.around[static_cast<std::size_t>(place.group)], stamps_.data(), now);
  apply(effect.bank, stamps_.data() + bank, now);
  if (!effect.windows.empty()) apply_windows(effect, place.top, now);
}

void TimingState::issue_above(Command command, int first_top, int count, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const auto& tops = count == ranks_above_ ? effect.tops_above : effect.tops;
  apply(tops[static_cast<std::size_t>(first_top)], stamps_.data(), now);
  if (!effect.windows.empty()) apply_windows(effect, first_top, now);
}

void TimingState::save(Clock now, std::int32_t*& out) const {
  const Stamp base = now << kCauseBits;
  for (const auto& [from, to] : used_) {
    for (std::size_t at = from; at < to; ++at) {
      const Stamp ahead = stamps_[at] - base;  // less than a clock: it has passed
      *out++ = ahead <= kCauseMask ? -1 : static_cast<std::int32_t>(ahead);
    }
  }
  for (const Window& window : windows_) {
    // A clock so far back that even the whole wait from it has passed acts like any older one.
    const Clock reach = now - clock_of(window.stamp);
    for (std::size_t node = 0; node < window.nodes; ++node) {
      const Clock* ring =
          &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
      for (int i = 0; i < window.count; ++i) {  // the oldest first
        const Clock then = ring[1 + (ring[0] + i) % window.count];
        *out++ = static_cast<std::int32_t>(std::max(then, reach) - now);
      }
    }
  }
}

const std::int32_t* TimingState::restore(Clock now, const std::int32_t* saved) {
  const Stamp base = now << kCauseBits;
  for (const auto& [from, to] : used_) {
    for (std::size_t at = from; at < to; ++at) {
      stamps_[at] = *saved < 0 ? base : base + *saved;
      ++saved;
    }
  }
  for (const Window& window : windows_) {
    for (std::size_t node = 0; node < window.nodes; ++node) {
      Clock* ring = &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
      ring[0] = 0;
      for (int i = 0; i < window.count; ++i) ring[1 + i] = now + *saved++;
    }
  }
  return saved;
}

}  // namespace tessera::dram
