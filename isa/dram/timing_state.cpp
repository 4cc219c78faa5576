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

// Of a bank or its group, and not of more.
bool within_group(Level level) { return level == Level::kBank || level == Level::kBankGroup; }

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

TimingState::Stamp TimingState::stamp_of(const Constraint& row) {
  return (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
}

// How long commands on each top wait for one on another, before tops are put together to scopes.
struct TimingState::TopWaits {
  static constexpr Stamp kNone = -1;
  explicit TopWaits(std::size_t all)
      : tops(all), stamps(2 * kCommands * kCommands * tops * tops, kNone) {}
  // After `after` on the top `from`, or, with `above`, on all ranks of a pseudo-channel from there
  // on, until `before` on the top `to`.
  Stamp& operator()(bool above, std::size_t after, std::size_t before, std::size_t from,
                    std::size_t to) {
    return stamps[(((above * kCommands + after) * kCommands + before) * tops + from) * tops + to];
  }
  bool alike(std::size_t before, std::size_t one, std::size_t other) {
    for (const bool above : {false, true})
      for (std::size_t after = 0; after < kCommands; ++after)
        for (std::size_t from = 0; from < tops; ++from)
          if ((*this)(above, after, before, from, one) !=
              (*this)(above, after, before, from, other))
            return false;
    return true;
  }
  std::size_t tops;
  std::vector<Stamp> stamps;
};

TimingState::TimingState(const DramSpec& spec)
    : organisation_(spec.organisation),
      places_(bank_places(spec.organisation)),
      tops_(static_cast<std::size_t>(organisation_.pseudo_channels) * organisation_.ranks),
      banks_per_group_(static_cast<std::size_t>(organisation_.banks)),
      ranks_above_(spec.refresh_covers_ranks ? organisation_.ranks : 1) {
  TopWaits waits(tops_);
  for (const Constraint& row : spec.constraints) {
    if (row.window > 1)
      add_window(row);
    else if (!within_group(row.level))
      add_top_waits(row, waits);
  }
  lay_out_stamps(waits);
  compile_tops(waits);
  for (const Constraint& row : spec.constraints)
    if (row.window == 1 && within_group(row.level)) compile_near(row);
  for (Window& window : windows_) compile_window(window);
  mark_used(spec);
}

// Whether `row`, after a command of `ranks` ranks from the top `from` on, holds back the top `to`.
bool TimingState::reaches(const Constraint& row, int from, int ranks, int to) const {
  const bool same = to >= from && to < from + ranks;
  const bool sibling = to / organisation_.ranks == from / organisation_.ranks;
  if (row.level == Level::kChannel) return true;
  if (row.level == Level::kPseudoChannel) return sibling;
  return row.siblings_only ? sibling && !same : same;
}

void TimingState::add_top_waits(const Constraint& row, TopWaits& waits) const {
  const auto tops = static_cast<int>(tops_);
  for (const bool above : {false, true}) {
    const int ranks = above ? ranks_above_ : 1;
    for (int from = 0; from + ranks <= tops; ++from)
      for (int to = 0; to < tops; ++to)
        if (reaches(row, from, ranks, to))
          raise(waits(above, index_of(row.after), index_of(row.before),
                      static_cast<std::size_t>(from), static_cast<std::size_t>(to)),
                stamp_of(row));
  }
}

// Windows lie at a rank or above: nothing smaller draws from one supply.
void TimingState::add_window(const Constraint& row) {
  Window window{row.before, stamp_of(row), row.window, rings_.size(), 1, {}, {}};
  for (std::size_t top = 0; top < tops_; ++top) {
    std::size_t node = 0;
    if (row.level == Level::kPseudoChannel)
      node = top / static_cast<std::size_t>(organisation_.ranks);
    if (row.level == Level::kRank) node = top;
    window.node_of_top.push_back(node);
    window.nodes = node + 1;
  }
  for (std::size_t node = 0; node < window.nodes; ++node) {
    rings_.push_back(0);
    rings_.insert(rings_.end(), row.window, kLongAgo);
  }
  effects_[index_of(row.after)].windows.push_back(windows_.size());
  windows_.push_back(std::move(window));
}

void TimingState::lay_out_stamps(TopWaits& waits) {
  std::size_t next = 0;
  for (std::size_t command = 0; command < kCommands; ++command) {
    Stamps& at = at_[command];
    const auto alike = [&](std::size_t one, std::size_t other) {
      for (const Window& window : windows_)
        if (index_of(window.before) == command &&
            window.node_of_top[one] != window.node_of_top[other])
          return false;
      return waits.alike(command, one, other);
    };
    std::vector<std::size_t> first_of_scope;
    for (std::size_t top = 0; top < tops_; ++top) {
      std::size_t scope = 0;
      while (scope < first_of_scope.size() && !alike(first_of_scope[scope], top)) ++scope;
      if (scope == first_of_scope.size()) first_of_scope.push_back(top);
      at.scope_of_top.push_back(scope);
    }
    at.banks_of.resize(first_of_scope.size());
    for (std::size_t bank = 0; bank < places_.size(); ++bank) {
      const std::size_t scope = at.scope_of_top[static_cast<std::size_t>(places_[bank].top)];
      at.scope_of_bank.push_back(static_cast<std::uint8_t>(scope));
      at.banks_of[scope].insert(static_cast<int>(bank));
    }
    at.scopes = next;
    at.banks = next + first_of_scope.size();
    next = at.banks + places_.size();
  }
  stamps_.assign(next, 0);
}

void TimingState::merge(std::vector<Wait>& waits, const Wait& wait) {
  for (Wait& known : waits)
    if (known.at == wait.at) return raise(known.stamp, wait.stamp);
  waits.push_back(wait);
}

void TimingState::compile_tops(TopWaits& waits) {
  for (std::size_t after = 0; after < kCommands; ++after) {
    for (const bool above : {false, true}) {
      auto& effect = above ? effects_[after].tops_above : effects_[after].tops;
      effect.resize(tops_);
      for (std::size_t before = 0; before < kCommands; ++before)
        for (std::size_t from = 0; from < tops_; ++from)
          for (std::size_t to = 0; to < tops_; ++to)
            if (const Stamp wait = waits(above, after, before, from, to); wait != TopWaits::kNone)
              merge(effect[from], {at_[before].scopes + at_[before].scope_of_top[to], wait});
    }
  }
}

void TimingState::compile_near(const Constraint& row) {
  Effect& effect = effects_[index_of(row.after)];
  merge(row.level == Level::kBank ? effect.bank : effect.group,
        {at_[index_of(row.before)].banks, stamp_of(row)});
}

void TimingState::compile_window(Window& window) const {
  const Stamps& at = at_[index_of(window.before)];
  window.reached.resize(window.nodes);
  for (std::size_t top = 0; top < tops_; ++top) {
    std::vector<std::size_t>& reached = window.reached[window.node_of_top[top]];
    const std::size_t stamp = at.scopes + at.scope_of_top[top];
    if (reached.empty() || reached.back() != stamp) reached.push_back(stamp);
  }
}

void TimingState::mark_used(const DramSpec& spec) {
  std::vector<bool> used(stamps_.size(), false);
  for (const Constraint& row : spec.constraints) {
    const Stamps& at = at_[index_of(row.before)];
    const bool of_banks = row.window == 1 && within_group(row.level);
    std::fill_n(used.begin() + static_cast<std::ptrdiff_t>(of_banks ? at.banks : at.scopes),
                of_banks ? places_.size() : at.banks - at.scopes, true);
  }
  for (std::size_t at = 0; at < used.size(); ++at) {
    if (!used[at]) continue;
    if (used_.empty() || used_.back().second != at) used_.emplace_back(at, at);
    used_.back().second = at + 1;
  }
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
  const Stamp stamp = now << kCauseBits;
  for (const Wait& wait : effect.tops[static_cast<std::size_t>(place.top)])
    raise(stamps_[wait.at], stamp + wait.stamp);
  const auto first_of_group = static_cast<std::size_t>(place.group) * banks_per_group_;
  for (const Wait& wait : effect.group) {
    Stamp* const banks = &stamps_[wait.at + first_of_group];
    for (std::size_t b = 0; b < banks_per_group_; ++b) raise(banks[b], stamp + wait.stamp);
  }
  for (const Wait& wait : effect.bank)
    raise(stamps_[wait.at + static_cast<std::size_t>(bank)], stamp + wait.stamp);
  if (!effect.windows.empty()) apply_windows(effect, place.top, now);
}

void TimingState::issue_above(Command command, int first_top, int count, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const auto& tops = count == ranks_above_ ? effect.tops_above : effect.tops;
  for (const Wait& wait : tops[static_cast<std::size_t>(first_top)])
    raise(stamps_[wait.at], (now << kCauseBits) + wait.stamp);
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
