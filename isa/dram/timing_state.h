// When each command may next go on each bank of a channel: the constraint table at work.
#pragma once

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "isa/dram/bank_set.h"
#include "isa/dram/loss.h"
#include "isa/dram/places.h"
#include "isa/dram/spec.h"

namespace tessera::dram {

class TimingState {
  // A clock and, in its low bits, what it stands for: the larger of two is the later, and one store
  // keeps both.
  using Stamp = std::int64_t;

 public:
  explicit TimingState(const DramSpec& spec);

  // The first clock at which the table allows it.
  Clock earliest(Command command, int bank) const { return clock_of(latest(command, bank)); }
  // `earliest` of one command, for searches over banks: the later of what holds back a whole scope
  // of banks and what holds back the bank.
  class Search {
   public:
    int scopes() const { return scopes_; }
    const BankSet& banks_of(int scope) const { return banks_of_[scope]; }
    Clock of_scope(int scope) const { return clock_of(of_scopes_[scope]); }
    Clock of_bank(int bank) const { return clock_of(of_banks_[bank]); }
    int soonest_scope() const {
      int soonest = 0;
      for (int scope = 1; scope < scopes_; ++scope)
        if (of_scopes_[scope] < of_scopes_[soonest]) soonest = scope;
      return soonest;
    }
    // Of the others; kNever if there is none.
    Clock soonest_but(int scope) const {
      Clock soonest = kNever;
      for (int other = 0; other < scopes_; ++other)
        if (other != scope) soonest = std::min(soonest, of_scope(other));
      return soonest;
    }

   private:
    friend class TimingState;
    int scopes_ = 0;
    const BankSet* banks_of_ = nullptr;
    const Stamp* of_scopes_ = nullptr;
    const Stamp* of_banks_ = nullptr;
  };
  Search search(Command command) const {
    const Stamps& at = at_[index_of(command)];
    Search search;
    search.scopes_ = static_cast<int>(at.banks - at.scopes);
    search.banks_of_ = at.banks_of.data();
    search.of_scopes_ = stamps_.data() + at.scopes;
    search.of_banks_ = stamps_.data() + at.banks;
    return search;
  }
  // No bank may go before it.
  Clock soonest(Command command) const {
    const Search legal = search(command);
    return legal.of_scope(legal.soonest_scope());
  }
  Clock longest_wait() const { return longest_wait_; }
  // How long `before` waits for `after` of its own bank.
  Clock wait_in_bank(Command after, Command before) const;
  // Of a command for a whole rank, or for all ranks of a pseudo-channel.
  Clock earliest_above(Command command, int first_top, int count) const;
  // What holds `command` back on this bank the longest.
  LossCause binding(Command command, int bank) const {
    return static_cast<LossCause>(latest(command, bank) & kCauseMask);
  }

  void issue(Command command, int bank, Clock now);
  // A command for all ranks of the pseudo-channel that `first_top` begins, or, with `count` = 1,
  // for that rank.
  void issue_above(Command command, int first_top, int count, Clock now);

  const BankPlace& place(int bank) const { return places_[static_cast<std::size_t>(bank)]; }
  // The state as offsets from `now`: two states that cannot be told apart by any command at `now`
  // or later save alike. `restore` undoes it; returns the first number that is not its own.
  void save(Clock now, std::int32_t*& out) const;
  std::size_t most_saved() const { return stamps_.size() + rings_.size(); }
  const std::int32_t* restore(Clock now, const std::int32_t* saved);

 private:
  static constexpr int kCauseBits = 4;
  static constexpr Stamp kCauseMask = (1 << kCauseBits) - 1;
  static Clock clock_of(Stamp stamp) { return stamp >> kCauseBits; }
  static Stamp stamp_of(const Constraint& row);

  // Where the stamps of one command lie: one for each scope, which is all tops that the table never
  // tells apart for it, and one for each bank, with what its bank group waits for.
  struct Stamps {
    std::size_t scopes = 0, banks = 0;  // the first of each
    std::vector<std::size_t> scope_of_top;
    std::vector<std::uint8_t> scope_of_bank;
    std::vector<BankSet> banks_of;  // by scope
  };
  Stamp latest(Command command, int bank) const {
    const Stamps& at = at_[index_of(command)];
    const auto b = static_cast<std::size_t>(bank);
    return std::max(stamps_[at.scopes + at.scope_of_bank[b]], stamps_[at.banks + b]);
  }

  struct Wait {
    std::size_t at;  // of the stamp, or of that of the first bank
    Stamp stamp;     // the wait and its cause
  };
  struct Window {
    Command before;
    Stamp stamp;
    int count;         // the window-th most recent
    std::size_t ring;  // of its first node
    std::size_t nodes;
    std::vector<std::size_t> node_of_top;
    std::vector<std::vector<std::size_t>> reached;  // stamps, by node
  };
  // What one command does to the stamps around it. For a bank: to those of scopes and of the banks
  // of its group, by that group, and to those of the bank itself. For all banks of a rank, or of
  // all ranks of a pseudo-channel: to those of scopes, by the first top that it is for.
  struct Effect {
    std::vector<std::vector<Wait>> around;
    std::vector<Wait> bank;
    std::vector<std::vector<Wait>> tops, tops_above;
    std::vector<std::size_t> windows;
  };
  struct TopWaits;

  void add_top_waits(const Constraint& row, TopWaits& waits) const;
  void add_window(const Constraint& row);
  void lay_out_stamps(TopWaits& waits);
  void compile_tops(TopWaits& waits);
  void compile_group(const Constraint& row);
  void compile_bank(const Constraint& row);
  void compile_window(Window& window) const;
  void mark_used(const DramSpec& spec);
  bool reaches(const Constraint& row, int from, int ranks, int to) const;
  static void merge(std::vector<Wait>& waits, const Wait& wait);
  static void raise(Stamp& stamp, Stamp to) { stamp = std::max(stamp, to); }
  static void apply(const std::vector<Wait>& waits, Stamp* stamps, Clock now) {
    for (const Wait& wait : waits) raise(stamps[wait.at], (now << kCauseBits) + wait.stamp);
  }
  void apply_windows(const Effect& effect, int top, Clock now);

  Organisation organisation_;
  std::vector<BankPlace> places_;
  std::array<Stamps, kCommands> at_;
  std::array<Effect, kCommands> effects_;
  std::vector<Window> windows_;

  Clock longest_wait_ = 0;
  std::size_t tops_;
  int ranks_above_;  // that a command for whole ranks covers at once
  std::vector<Stamp> stamps_;
  // Of the stamps, those that some row of the table can raise: from, to.
  std::vector<std::pair<std::size_t, std::size_t>> used_;
  std::vector<Clock> rings_;  // of every window and node: a position, then `count` clocks
};

// Which cause of loss a row of the table stands for.
LossCause cause_of(const Constraint& row);

}  // namespace tessera::dram
