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
    : organisation_(spec.organisation), places_(bank_places(spec.organisation)) {
  const auto tops = static_cast<std::size_t>(organisation_.pseudo_channels) * organisation_.ranks;
  const std::size_t groups = tops * organisation_.bank_groups;
  top_count_ = tops;
  group_count_ = groups;
  tops_.assign(tops * kCommands, 0);
  groups_.assign(groups * kCommands, 0);
  banks_.assign(groups * organisation_.banks * kCommands, 0);
  compile(spec);
}

void TimingState::compile(const DramSpec& spec) {
  for (const Constraint& row : spec.constraints) {
    if (row.window > 1)
      compile_window(row);
    else
      compile_wait(row);
    const bool crosses = (is_row(row.after) && is_column(row.before)) ||
                         (is_column(row.after) && is_row(row.before));
    if (crosses && row.level != Level::kBank) buses_cross_ = true;
  }
}

void TimingState::compile_wait(const Constraint& row) {
  Effect& effect = effects_[index_of(row.after)];
  const auto add = [&row](std::vector<Wait>& waits, std::size_t nodes) {
    const Stamp stamp = (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
    for (Wait& known : waits) {
      if (known.before != row.before) continue;
      known.stamp = std::max(known.stamp, stamp);
      return;
    }
    waits.push_back({at(nodes, row.before, 0), row.before, stamp});
  };
  switch (row.level) {
    case Level::kChannel:
      add(effect.same_top, tops());
      add(effect.sibling_tops, tops());
      add(effect.other_tops, tops());
      break;
    case Level::kPseudoChannel:
      add(effect.same_top, tops());
      add(effect.sibling_tops, tops());
      break;
    case Level::kRank:
      add(row.siblings_only ? effect.sibling_tops : effect.same_top, tops());
      break;
    case Level::kBankGroup:
      add(effect.group, groups());
      break;
    case Level::kBank:
      add(effect.bank, banks());
      break;
  }
}

// Windows lie at a rank or above: nothing smaller draws from one supply.
void TimingState::compile_window(const Constraint& row) {
  std::size_t nodes = 1;
  if (row.level == Level::kPseudoChannel) nodes = organisation_.pseudo_channels;
  if (row.level == Level::kRank) nodes = tops();
  const Stamp stamp = (Stamp{row.wait} << kCauseBits) + static_cast<Stamp>(cause_of(row));
  effects_[index_of(row.after)].windows.push_back(windows_.size());
  windows_.push_back(
      {at(tops(), row.before, 0), stamp, row.window, row.level, rings_.size(), nodes});
  for (std::size_t node = 0; node < nodes; ++node) {
    rings_.push_back(0);
    rings_.insert(rings_.end(), row.window, kLongAgo);
  }
}

void TimingState::apply_windows(const Effect& effect, int top, Clock now) {
  for (const std::size_t w : effect.windows) {
    const Window& window = windows_[w];
    std::size_t node = 0;
    int first = 0, count = static_cast<int>(tops());
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
      Stamp& next = tops_[window.first_node + static_cast<std::size_t>(t)];
      next = std::max(next, then);
    }
  }
}

void TimingState::issue(Command command, int bank, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const BankPlace& place = places_[static_cast<std::size_t>(bank)];
  apply(tops_, place.top, effect.same_top, now);
  if (tops() > 1) {
    const int first = place.pseudo_channel * organisation_.ranks;
    for (int top = 0; top < static_cast<int>(tops()); ++top) {
      if (top == place.top) continue;
      const bool sibling = top >= first && top < first + organisation_.ranks;
      apply(tops_, top, sibling ? effect.sibling_tops : effect.other_tops, now);
    }
  }
  apply(groups_, place.group, effect.group, now);
  apply(banks_, bank, effect.bank, now);
  if (!effect.windows.empty()) apply_windows(effect, place.top, now);
}

void TimingState::issue_above(Command command, int first_top, int count, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  for (int top = 0; top < static_cast<int>(tops()); ++top) {
    const bool inside = top >= first_top && top < first_top + count;
    const bool sibling = top / organisation_.ranks == first_top / organisation_.ranks;
    const std::vector<Wait>& outside = sibling ? effect.sibling_tops : effect.other_tops;
    apply(tops_, top, inside ? effect.same_top : outside, now);
  }
  if (!effect.windows.empty()) apply_windows(effect, first_top, now);
}

void TimingState::save(Clock now, std::vector<std::int32_t>& out) const {
  const Stamp base = now << kCauseBits;
  for (const auto* nodes : {&tops_, &groups_, &banks_}) {
    for (const Stamp stamp : *nodes)
      out.push_back(clock_of(stamp) <= now ? -1 : static_cast<std::int32_t>(stamp - base));
  }
  for (const Window& window : windows_) {
    // A clock so far back that even the whole wait from it has passed acts like any older one.
    const Clock reach = now - clock_of(window.stamp);
    for (std::size_t node = 0; node < window.nodes; ++node) {
      const Clock* ring =
          &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
      for (int i = 0; i < window.count; ++i) {  // the oldest first
        const Clock then = ring[1 + (ring[0] + i) % window.count];
        out.push_back(static_cast<std::int32_t>(std::max(then, reach) - now));
      }
    }
  }
}

const std::int32_t* TimingState::restore(Clock now, const std::int32_t* saved) {
  const Stamp base = now << kCauseBits;
  for (auto* nodes : {&tops_, &groups_, &banks_}) {
    for (Stamp& stamp : *nodes) {
      stamp = *saved < 0 ? base : base + *saved;
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
