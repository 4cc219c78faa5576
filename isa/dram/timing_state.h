// When each command may next go on each node of a channel: the constraint table at work.
#pragma once

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "isa/dram/loss.h"
#include "isa/dram/places.h"
#include "isa/dram/spec.h"

namespace tessera::dram {

class TimingState {
 public:
  explicit TimingState(const DramSpec& spec);

  // The first clock at which the table allows it.
  Clock earliest(Command command, int bank) const { return clock_of(latest(command, bank)); }
  // `earliest` of one command, for searches over banks: what it reads lies ready.
  class Search {
   public:
    Clock operator()(int bank) const {
      const BankPlace& place = places_[bank];
      return clock_of(std::max(std::max(tops_[place.top], groups_[place.group]), banks_[bank]));
    }

    // No bank of this top may go before it.
    Clock of_top(std::size_t top) const { return clock_of(tops_[top]); }

   private:
    friend class TimingState;
    Search(const BankPlace* places, const std::int64_t* tops, const std::int64_t* groups,
           const std::int64_t* banks)
        : places_(places), tops_(tops), groups_(groups), banks_(banks) {}
    const BankPlace* places_;
    const std::int64_t* tops_;
    const std::int64_t* groups_;
    const std::int64_t* banks_;
  };
  Search search(Command command) const {
    const Stamp* stamps = stamps_.data();
    return {places_.data(), stamps + top_at(command), stamps + group_at(command),
            stamps + bank_at(command)};
  }
  // Of a command for a whole rank, or for all ranks of a pseudo-channel.
  Clock earliest_above(Command command, int first_top, int count) const {
    Clock latest = 0;
    for (int top = first_top; top < first_top + count; ++top)
      latest = std::max(latest, clock_of(stamps_[top_at(command) + static_cast<std::size_t>(top)]));
    return latest;
  }
  // What holds `command` back on this bank the longest.
  LossCause binding(Command command, int bank) const {
    return static_cast<LossCause>(latest(command, bank) & kCauseMask);
  }

  void issue(Command command, int bank, Clock now);
  // A command for all ranks of the pseudo-channel that `first_top` begins, or, with `count` = 1,
  // for that rank.
  void issue_above(Command command, int first_top, int count, Clock now);

  const BankPlace& place(int bank) const { return places_[static_cast<std::size_t>(bank)]; }
  // Some row command delays column commands of other banks, or the other way round.
  bool buses_cross() const { return buses_cross_; }

  // The state as offsets from `now`: two states that cannot be told apart by any command at `now`
  // or later save alike. `restore` undoes it; returns the first number that is not its own.
  void save(Clock now, std::int32_t*& out) const;
  std::size_t most_saved() const { return stamps_.size() + rings_.size(); }
  const std::int32_t* restore(Clock now, const std::int32_t* saved);

 private:
  // A clock and, in its low bits, what it stands for: the larger of two is the later, and one store
  // keeps both.
  using Stamp = std::int64_t;
  static constexpr int kCauseBits = 4;
  static constexpr Stamp kCauseMask = (1 << kCauseBits) - 1;
  static Clock clock_of(Stamp stamp) { return stamp >> kCauseBits; }

  // One array: of each command the stamps of all tops, then of all groups, then of all banks, so
  // that a search over banks for one command reads them in a row.
  std::size_t top_at(Command command) const { return index_of(command) * per_command_; }
  std::size_t group_at(Command command) const { return top_at(command) + tops_; }
  std::size_t bank_at(Command command) const { return group_at(command) + groups_; }
  std::size_t node_at(Level level, Command command) const {
    if (level == Level::kBank) return bank_at(command);
    return level == Level::kBankGroup ? group_at(command) : top_at(command);
  }
  Stamp latest(Command command, int bank) const {
    const BankPlace& place = places_[static_cast<std::size_t>(bank)];
    const Stamp* stamps = stamps_.data() + top_at(command);
    return std::max(
        std::max(stamps[place.top], stamps[tops_ + static_cast<std::size_t>(place.group)]),
        stamps[tops_ + groups_ + static_cast<std::size_t>(bank)]);
  }

  struct Wait {
    std::size_t at;  // of the stamp, or of that of the first node of its kind
    Stamp stamp;     // the wait and its cause
  };
  struct Window {
    std::size_t at;  // of the first top's stamp
    Stamp stamp;
    int count;  // the window-th most recent
    Level level;
    std::size_t ring;  // of its first node
    std::size_t nodes;
  };
  // What one command does to the nodes around it: to tops, by the top that it is for and, of a
  // command for all ranks of a pseudo-channel, by the first of these; to its group and its bank.
  struct Effect {
    std::vector<std::vector<Wait>> tops, tops_above;
    std::vector<Wait> group, bank;
    std::vector<std::size_t> windows;
  };

  void compile(const DramSpec& spec);
  void compile_wait(const Constraint& row);
  void compile_top_wait(const Constraint& row, int ranks, std::vector<std::vector<Wait>>& tops);
  void compile_window(const Constraint& row);
  static void merge(std::vector<Wait>& waits, const Wait& wait);
  void apply(std::size_t node, const std::vector<Wait>& waits, Stamp now) {
    Stamp* stamps = stamps_.data() + node;
    for (const Wait& wait : waits) {
      Stamp& next = stamps[wait.at];
      next = std::max(next, now + wait.stamp);
    }
  }
  void apply_windows(const Effect& effect, int top, Clock now);

  Organisation organisation_;
  std::vector<BankPlace> places_;
  std::array<Effect, kCommands> effects_;
  std::vector<Window> windows_;
  bool buses_cross_ = false;

  std::size_t tops_, groups_, per_command_;
  int ranks_above_;  // that a command for whole ranks covers at once
  std::vector<Stamp> stamps_;
  // Of the stamps, those that some row of the table can raise: from, to.
  std::vector<std::pair<std::size_t, std::size_t>> used_;
  std::vector<Clock> rings_;  // of every window and node: a position, then `count` clocks
};

// Which cause of loss a row of the table stands for.
LossCause cause_of(const Constraint& row);

}  // namespace tessera::dram
