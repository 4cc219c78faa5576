// The requests for which a row was opened and that are still to be read or written: at most one a
// bank, and to be served before all others.
#pragma once

#include <array>
#include <vector>

#include "isa/dram/bank_set.h"
#include "isa/dram/banks_in_turn.h"
#include "isa/dram/command.h"

namespace tessera::dram {

class ActiveRequests {
 public:
  explicit ActiveRequests(int banks)
      : by_bank_(static_cast<std::size_t>(banks)),
        by_opening_{BanksInTurn(banks), BanksInTurn(banks)} {}

  bool empty() const { return banks_.empty(); }
  bool contains(int bank) const { return banks_.contains(bank); }
  const BankSet& banks() const { return banks_; }
  // In the order that their rows were opened.
  const BanksInTurn& by_opening(bool write) const { return by_opening_[write]; }

  int request(int bank) const { return of(bank).request; }
  bool write(int bank) const { return of(bank).write; }
  // The oldest goes first; of those that came in one clock, the one whose row was opened first.
  Clock age(int bank) const { return of(bank).arrival; }
  std::int64_t opening(int bank) const { return of(bank).opening; }
  // Its row is not open before: of one direction later openings are ready later.
  Clock ready(int bank) const { return of(bank).ready; }

  void add(int bank, bool write, int request, Clock arrival, Clock ready) {
    by_bank_[static_cast<std::size_t>(bank)] = {request, write, arrival, ready, openings_++};
    banks_.insert(bank);
    by_opening_[write].join(bank);
  }
  void remove(int bank) {
    banks_.erase(bank);
    by_opening_[write(bank)].leave(bank);
  }
  void clear() {
    banks_ = {};
    for (BanksInTurn& banks : by_opening_) banks.clear();
  }

 private:
  struct Active {
    int request = -1;
    bool write = false;
    Clock arrival = 0, ready = 0;
    std::int64_t opening = 0;
  };
  const Active& of(int bank) const { return by_bank_[static_cast<std::size_t>(bank)]; }

  std::vector<Active> by_bank_;
  BankSet banks_;
  std::array<BanksInTurn, 2> by_opening_;  // writes second
  std::int64_t openings_ = 0;
};

}  // namespace tessera::dram
