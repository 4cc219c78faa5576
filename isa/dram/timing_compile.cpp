// From the rows of a constraint table to what each command does to the stamps around it.
#include <algorithm>
#include <utility>

#include "isa/dram/timing_state.h"

namespace tessera::dram {
namespace {

constexpr Clock kLongAgo = -(Clock{1} << 40);

// Of a bank or its group, and not of more.
bool within_group(Level level) { return level == Level::kBank || level == Level::kBankGroup; }

}  // namespace

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
      ranks_above_(spec.refresh_covers_ranks ? organisation_.ranks : 1) {
  TopWaits waits(tops_);
  for (const Constraint& row : spec.constraints) {
    longest_wait_ = std::max<Clock>(longest_wait_, row.wait);
    if (row.window > 1)
      add_window(row);
    else if (!within_group(row.level))
      add_top_waits(row, waits);
  }
  lay_out_stamps(waits);
  compile_tops(waits);
  for (const Constraint& row : spec.constraints) {
    if (row.window > 1) continue;
    if (row.level == Level::kBankGroup) compile_group(row);
    if (row.level == Level::kBank) compile_bank(row);
  }
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
    const auto groups_of_top = static_cast<std::size_t>(organisation_.bank_groups);
    for (const std::vector<Wait>& waits_of_top : effects_[after].tops)
      effects_[after].around.insert(effects_[after].around.end(), groups_of_top, waits_of_top);
  }
}

void TimingState::compile_group(const Constraint& row) {
  auto& around = effects_[index_of(row.after)].around;
  const std::size_t banks = at_[index_of(row.before)].banks;
  for (std::size_t bank = 0; bank < places_.size(); ++bank)
    merge(around[static_cast<std::size_t>(places_[bank].group)], {banks + bank, stamp_of(row)});
}

void TimingState::compile_bank(const Constraint& row) {
  merge(effects_[index_of(row.after)].bank, {at_[index_of(row.before)].banks, stamp_of(row)});
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

}  // namespace tessera::dram
