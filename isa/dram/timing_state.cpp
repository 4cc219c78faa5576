#include "isa/dram/timing_state.h"

#include <algorithm>

namespace tessera::dram {
namespace {

constexpr Clock kLongAgo = -kNever;

bool is_refresh(Command command) {
  return command == Command::kRefreshAll || command == Command::kRefreshBank;
}

bool is_read(Command command) {
  return command == Command::kRead || command == Command::kReadAutoclose;
}

bool is_row(Command command) {
  return command == Command::kActivate || command == Command::kPrecharge ||
         command == Command::kPrechargeAll;
}

// The longest wait for each following command.
template <class Waits, class Wait>
void merge(Waits& waits, const Wait& wait) {
  for (auto& known : waits) {
    if (known.before != wait.before) continue;
    if (wait.clocks > known.clocks) known = wait;
    return;
  }
  waits.push_back(wait);
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
  const std::size_t banks = groups * organisation_.banks;
  tops_.assign(tops * kStride, 0);
  groups_.assign(groups * kStride, 0);
  banks_.assign(banks * kStride, 0);
  why_top_.assign(tops * kStride, LossCause::kCommandBus);
  why_group_.assign(groups * kStride, LossCause::kCommandBus);
  why_bank_.assign(banks * kStride, LossCause::kCommandBus);
  compile(spec.constraints);
}

void TimingState::compile(const std::vector<Constraint>& constraints) {
  for (const Constraint& row : constraints) {
    if (row.window > 1)
      compile_window(row);
    else
      compile_wait(row);
    const bool crosses = (is_row(row.after) && is_column(row.before)) ||
                         (is_column(row.after) && is_row(row.before));
    if (crosses && row.level != Level::kBank && row.before != Command::kPrechargeAll &&
        row.after != Command::kPrechargeAll)
      buses_cross_ = true;
  }
}

void TimingState::compile_wait(const Constraint& row) {
  Effect& effect = effects_[index_of(row.after)];
  const Wait wait{static_cast<std::uint8_t>(row.before), cause_of(row), row.wait};
  switch (row.level) {
    case Level::kChannel:
      merge(effect.same_top, wait);
      merge(effect.sibling_tops, wait);
      merge(effect.other_tops, wait);
      break;
    case Level::kPseudoChannel:
      merge(effect.same_top, wait);
      merge(effect.sibling_tops, wait);
      break;
    case Level::kRank:
      merge(row.siblings_only ? effect.sibling_tops : effect.same_top, wait);
      break;
    case Level::kBankGroup:
      merge(effect.group, wait);
      break;
    case Level::kBank:
      merge(effect.bank, wait);
      break;
  }
}

// Windows lie at a rank or above: nothing smaller draws from one supply.
void TimingState::compile_window(const Constraint& row) {
  Window window{row.after,     static_cast<std::uint8_t>(row.before),
                cause_of(row), row.wait,
                row.window,    row.level,
                rings_.size()};
  std::size_t nodes = 1;
  if (row.level == Level::kPseudoChannel) nodes = organisation_.pseudo_channels;
  if (row.level == Level::kRank) nodes = tops_.size() / kStride;
  for (std::size_t node = 0; node < nodes; ++node) {
    rings_.push_back(0);
    rings_.insert(rings_.end(), row.window, kLongAgo);
  }
  effects_[index_of(row.after)].windows.push_back(windows_.size());
  windows_.push_back(window);
}

std::size_t TimingState::node_of(Level level, int top) const {
  if (level == Level::kChannel) return 0;
  return level == Level::kPseudoChannel ? top / organisation_.ranks : top;
}

void TimingState::apply(std::vector<Clock>& node, std::vector<LossCause>& why, std::size_t base,
                        const std::vector<Wait>& waits, Clock now) {
  for (const Wait& wait : waits) {
    Clock& next = node[base + wait.before];
    const Clock then = now + wait.clocks;
    if (then <= next) continue;
    next = then;
    why[base + wait.before] = wait.cause;
  }
}

void TimingState::apply_windows(const Effect& effect, int top, Clock now) {
  for (const std::size_t w : effect.windows) {
    const Window& window = windows_[w];
    const std::size_t node = node_of(window.level, top);
    Clock* ring = &rings_[window.ring + node * (static_cast<std::size_t>(window.count) + 1)];
    // The slot that the position names holds the oldest clock; the newest takes it.
    ring[1 + ring[0]] = now;
    ring[0] = (ring[0] + 1) % window.count;
    const Clock then = ring[1 + ring[0]] + window.clocks;
    int first = top, count = 1;
    if (window.level == Level::kPseudoChannel) {
      first = static_cast<int>(node) * organisation_.ranks;
      count = organisation_.ranks;
    } else if (window.level == Level::kChannel) {
      first = 0;
      count = static_cast<int>(tops_.size() / kStride);
    }
    for (int t = first; t < first + count; ++t) {
      const std::size_t at = static_cast<std::size_t>(t) * kStride + window.before;
      if (then <= tops_[at]) continue;
      tops_[at] = then;
      why_top_[at] = window.cause;
    }
  }
}

void TimingState::issue(Command command, int bank, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  const BankPlace& place = places_[static_cast<std::size_t>(bank)];
  const int first = place.pseudo_channel * organisation_.ranks;
  const int tops = static_cast<int>(tops_.size() / kStride);
  apply(tops_, why_top_, static_cast<std::size_t>(place.top) * kStride, effect.same_top, now);
  if (tops > 1) {
    for (int top = 0; top < tops; ++top) {
      if (top == place.top) continue;
      const bool sibling = top >= first && top < first + organisation_.ranks;
      apply(tops_, why_top_, static_cast<std::size_t>(top) * kStride,
            sibling ? effect.sibling_tops : effect.other_tops, now);
    }
  }
  apply(groups_, why_group_, static_cast<std::size_t>(place.group) * kStride, effect.group, now);
  apply(banks_, why_bank_, static_cast<std::size_t>(bank) * kStride, effect.bank, now);
  if (!effect.windows.empty()) apply_windows(effect, place.top, now);
}

void TimingState::issue_above(Command command, int first_top, int tops, Clock now) {
  const Effect& effect = effects_[index_of(command)];
  for (int top = 0; top < static_cast<int>(tops_.size() / kStride); ++top) {
    const bool inside = top >= first_top && top < first_top + tops;
    const bool sibling = top / organisation_.ranks == first_top / organisation_.ranks;
    const std::vector<Wait>& outside = sibling ? effect.sibling_tops : effect.other_tops;
    apply(tops_, why_top_, static_cast<std::size_t>(top) * kStride,
          inside ? effect.same_top : outside, now);
  }
  if (!effect.windows.empty()) apply_windows(effect, first_top, now);
}

LossCause TimingState::binding(Command command, int bank) const {
  const BankPlace& place = this->place(bank);
  const std::size_t c = index_of(command);
  const std::size_t top = static_cast<std::size_t>(place.top) * kStride + c;
  const std::size_t group = static_cast<std::size_t>(place.group) * kStride + c;
  const std::size_t own = static_cast<std::size_t>(bank) * kStride + c;
  if (banks_[own] >= std::max(tops_[top], groups_[group])) return why_bank_[own];
  return groups_[group] >= tops_[top] ? why_group_[group] : why_top_[top];
}

}  // namespace tessera::dram
