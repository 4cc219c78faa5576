#include "isa/dram/timing_state.h"

namespace tessera::dram {
namespace {

constexpr Clock kLongAgo = -(Clock{1} << 40);

bool is_refresh(Command command) {
  return command == Command::kRefreshAll || command == Command::kRefreshBank;
}

bool is_read(Command command) {
  return command == Command::kRead || command == Command::kReadAutoclose;
}

bool is_row(Command command) {
  return command == Command::kActivate || command == Command::kPrecharge;
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

TimingState::TimingState(const DramSpec& spec)
    : organisation_(spec.organisation),
      places_(bank_places(spec.organisation)),
      tops_(static_cast<std::size_t>(organisation_.pseudo_channels) * organisation_.ranks),
      groups_(tops_ * organisation_.bank_groups),
      per_command_(tops_ + groups_ + places_.size()),
      ranks_above_(spec.refresh_covers_ranks ? organisation_.ranks : 1),
      stamps_(per_command_ * kCommands, 0) {
  for (Effect& effect : effects_) {
    effect.tops.resize(tops_);
    effect.tops_above.resize(tops_);
  }
  compile(spec);
}

void TimingState::compile(const DramSpec& spec) {
  std::vector<bool> used(stamps_.size(), false);
  for (const Constraint& row : spec.constraints) {
    if (row.window > 1)
      compile_window(row);
    else
      compile_wait(row);
    const bool crosses = (is_row(row.after) && is_column(row.before)) ||
                         (is_column(row.after) && is_row(row.before));
    if (crosses && row.level != Level::kBank) buses_cross_ = true;
    const std::size_t first = node_at(row.level, row.before);
    std::size_t nodes = tops_;
    if (row.level == Level::kBank) nodes = places_.size();
    if (row.level == Level::kBankGroup) nodes = groups_;
    std::fill_n(used.begin() + static_cast<std::ptrdiff_t>(first), nodes, true);
  }
  for (std::size_t at = 0; at < used.size(); ++at) {
    if (!used[at]) continue;
    if (used_.empty() || used_.back().second != at) used_.emplace_back(at, at);
    used_.back().second = at + 1;
  }
}

void TimingState::merge(std::vector<Wait>& waits, const Wait& wait) {
  for (Wait& known : waits) {
    if (known.at != wait.at) continue;
    known.stamp = std::max(known.stamp, wait.stamp);
    return;
  }
  waits.push_back(wait);
}

// For each top that a command of `ranks` ranks begins at: the stamps of the tops that the row
// reaches from there.
void TimingState::compile_top_wait(const Constraint& row, int ranks,
                                   std::vector<std::vector<Wait>>& tops) {
  const Stamp stamp = (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
  for (int from = 0; from + ranks <= static_cast<int>(tops_); ++from) {
    for (int to = 0; to < static_cast<int>(tops_); ++to) {
      const bool same = to >= from && to < from + ranks;
      const bool sibling = to / organisation_.ranks == from / organisation_.ranks;
      const bool reached = row.level == Level::kChannel ||
                           (row.level == Level::kPseudoChannel && sibling) ||
                           (row.level == Level::kRank && !row.siblings_only && same) ||
                           (row.level == Level::kRank && row.siblings_only && sibling && !same);
      if (reached)
        merge(tops[static_cast<std::size_t>(from)],
              {top_at(row.before) + static_cast<std::size_t>(to), stamp});
    }
  }
}

void TimingState::compile_wait(const Constraint& row) {
  Effect& effect = effects_[index_of(row.after)];
  const Stamp stamp = (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
  if (row.level == Level::kBank) return merge(effect.bank, {bank_at(row.before), stamp});
  if (row.level == Level::kBankGroup) return merge(effect.group, {group_at(row.before), stamp});
  compile_top_wait(row, 1, effect.tops);
  compile_top_wait(row, ranks_above_, effect.tops_above);
}

// Windows lie at a rank or above: nothing smaller draws from one supply.
void TimingState::compile_window(const Constraint& row) {
  std::size_t nodes = 1;
  if (row.level == Level::kPseudoChannel) nodes = organisation_.pseudo_channels;
  if (row.level == Level::kRank) nodes = tops_;
  const Stamp stamp = (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
  effects_[index_of(row.after)].windows.push_back(windows_.size());
  windows_.push_back({top_at(row.before), stamp, row.window, row.level, rings_.size(), nodes});
  for (std::size_t node = 0; node < nodes; ++node) {
    rings_.push_back(0);
    rings_.insert(rings_.end(), row.window, kLongAgo);
  }
}

void TimingState::apply_windows(const Effect& effect, int top, Clock now) {
  for (const std::size_t w : effect.windows) {
    const Window& window = windows_[w];
    std::size_t node = 0;
    int first = 0, count = static_cast<int>(tops_);
    if (window.level == Level::kPseudoChannel) {
      node = static_cast<std::size_t>(top / organisation_.ranks);
      first = static_cast<int>(node) * organisation_.ranks;
      count = organisation_.ranks;
    } else if (window.level == Level::kRank) {
      node = static_cast<std::size_t>(top);
      first = top;
      count = 1;
    }
    // The slot that the position names holds the oldest clock; the newest takes it.
    Clock* ring = &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
    ring[1 + ring[0]] = now;
    if (++ring[0] == window.count) ring[0] = 0;
    const Stamp then = (ring[1 + ring[0]] << kCauseBits) + window.stamp;
    for (int t = first; t < first + count; ++t) {
      Stamp& next = stamps_[window.at + static_cast<std::size_t>(t)];
      next = std::max(next, then);
    }
  }
}

void TimingState::issue(Command command, int bank, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const BankPlace& place = places_[static_cast<std::size_t>(bank)];
  const Stamp stamp = now << kCauseBits;
  apply(0, effect.tops[static_cast<std::size_t>(place.top)], stamp);
  apply(static_cast<std::size_t>(place.group), effect.group, stamp);
  apply(static_cast<std::size_t>(bank), effect.bank, stamp);
  if (!effect.windows.empty()) apply_windows(effect, place.top, now);
}

void TimingState::issue_above(Command command, int first_top, int count, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const auto& tops = count == ranks_above_ ? effect.tops_above : effect.tops;
  apply(0, tops[static_cast<std::size_t>(first_top)], now << kCauseBits);
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
