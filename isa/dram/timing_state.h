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
  Clock earliest(Command command, int bank) const {
    const BankPlace& place = places_[static_cast<std::size_t>(bank)];
    const std::size_t c = index_of(command);
    const Clock top = tops_[static_cast<std::size_t>(place.top) * kStride + c];
    const Clock group = groups_[static_cast<std::size_t>(place.group) * kStride + c];
    const Clock own = banks_[static_cast<std::size_t>(bank) * kStride + c];
    return std::max(std::max(top, group), own);
  }
  // Of a command for a whole rank, or for all ranks of a pseudo-channel.
  Clock earliest_above(Command command, int first_top, int tops) const {
    Clock latest = 0;
    for (int top = first_top; top < first_top + tops; ++top)
      latest = std::max(latest, tops_[static_cast<std::size_t>(top) * kStride + index_of(command)]);
    return latest;
  }
  // What holds `command` back on this bank the longest.
  LossCause binding(Command command, int bank) const;

  void issue(Command command, int bank, Clock now);
  // A command for all ranks of the pseudo-channel that `first_top` begins, or, with `tops` = 1, for
  // that rank.
  void issue_above(Command command, int first_top, int tops, Clock now);

  const BankPlace& place(int bank) const { return places_[static_cast<std::size_t>(bank)]; }
  // Some row command delays column commands of other banks, or the other way round.
  bool buses_cross() const { return buses_cross_; }

  // Every number of the state as an offset from `now`; what lies so far back that it cannot matter
  // is told apart no longer, so that states that act alike compare equal. `restore` undoes it.
  void save(Clock now, std::vector<int>& out) const;
  const int* restore(Clock now, const int* saved);

 private:
  static constexpr std::size_t kStride = 16;  // commands per node, rounded up

  struct Wait {
    std::uint8_t before;
    LossCause cause;
    int clocks;
  };
  struct Window {
    Command after;
    std::uint8_t before;
    LossCause cause;
    int clocks;
    int count;  // the window-th most recent
    Level level;
    std::size_t ring;  // of its first node
  };
  // What one command does to the nodes around it.
  struct Effect {
    std::vector<Wait> same_top, sibling_tops, other_tops, group, bank;
    std::vector<std::size_t> windows;
  };

  void compile(const std::vector<Constraint>& constraints);
  void compile_wait(const Constraint& row);
  void compile_window(const Constraint& row);
  void apply(std::vector<Clock>& node, std::vector<LossCause>& why, std::size_t base,
             const std::vector<Wait>& waits, Clock now);
  void apply_windows(const Effect& effect, int top, Clock now);
  std::size_t node_of(Level level, int top) const;

  Organisation organisation_;
  std::vector<BankPlace> places_;
  std::array<Effect, kCommands> effects_;
  std::vector<Window> windows_;
  bool buses_cross_ = false;

  std::vector<Clock> tops_, groups_, banks_;
  std::vector<LossCause> why_top_, why_group_, why_bank_;
  std::vector<Clock> rings_;  // of every window and node: a position, then `count` clocks
};

// Which cause of loss a row of the table stands for.
LossCause cause_of(const Constraint& row);

}  // namespace tessera::dram
