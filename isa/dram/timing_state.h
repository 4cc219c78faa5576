// When each command may next go on each node of a channel: the constraint table at work.
#pragma once

#include <algorithm>
#include <array>
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
    return {places_.data(), &tops_[at(tops(), command, 0)], &groups_[at(groups(), command, 0)],
            &banks_[at(banks(), command, 0)]};
  }
  // Of a command for a whole rank, or for all ranks of a pseudo-channel.
  Clock earliest_above(Command command, int first_top, int count) const {
    Clock latest = 0;
    for (int top = first_top; top < first_top + count; ++top)
      latest = std::max(latest, clock_of(tops_[at(tops(), command, top)]));
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
  void save(Clock now, std::vector<std::int32_t>& out) const;
  const std::int32_t* restore(Clock now, const std::int32_t* saved);

 private:
  // A clock and, in its low bits, what it stands for: the larger of two is the later, and one store
  // keeps both.
  using Stamp = std::int64_t;
  static constexpr int kCauseBits = 4;
  static constexpr Stamp kCauseMask = (1 << kCauseBits) - 1;
  static Clock clock_of(Stamp stamp) { return stamp >> kCauseBits; }

  // Node arrays hold all nodes of the first command, then of the second, ...: a search over banks
  // for one command reads them in a row.
  static std::size_t at(std::size_t nodes, Command command, int node) {
    return index_of(command) * nodes + static_cast<std::size_t>(node);
  }
  std::size_t tops() const { return top_count_; }
  std::size_t groups() const { return group_count_; }
  std::size_t banks() const { return places_.size(); }
  Stamp latest(Command command, int bank) const {
    const BankPlace& place = places_[static_cast<std::size_t>(bank)];
    return std::max(std::max(tops_[at(tops(), command, place.top)],
                             groups_[at(groups(), command, place.group)]),
                    banks_[at(banks(), command, bank)]);
  }

  struct Wait {
    std::size_t first_node;  // of the following command
    Command before;
    Stamp stamp;  // the wait and its cause
  };
  struct Window {
    std::size_t first_node;
    Stamp stamp;
    int count;  // the window-th most recent
    Level level;
    std::size_t ring;  // of its first node
    std::size_t nodes;
  };
  // What one command does to the nodes around it.
  struct Effect {
    std::vector<Wait> same_top, sibling_tops, other_tops, group, bank;
    std::vector<std::size_t> windows;
  };

  void compile(const DramSpec& spec);
  void compile_wait(const Constraint& row);
  void compile_window(const Constraint& row);
  static void apply(std::vector<Stamp>& nodes, int node, const std::vector<Wait>& waits,
                    Clock now) {
    for (const Wait& wait : waits) {
      Stamp& next = nodes[wait.first_node + static_cast<std::size_t>(node)];
      next = std::max(next, (now << kCauseBits) + wait.stamp);
    }
  }
  void apply_windows(const Effect& effect, int top, Clock now);

  Organisation organisation_;
  std::vector<BankPlace> places_;
  std::array<Effect, kCommands> effects_;
  std::vector<Window> windows_;
  bool buses_cross_ = false;

  std::size_t top_count_ = 0, group_count_ = 0;
  std::vector<Stamp> tops_, groups_, banks_;
  std::vector<Clock> rings_;  // of every window and node: a position, then `count` clocks
};

// Which cause of loss a row of the table stands for.
LossCause cause_of(const Constraint& row);

}  // namespace tessera::dram
