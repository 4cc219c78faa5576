// Banks in the order in which they joined: each at most once, and any of them may leave.
#pragma once

#include <vector>

namespace tessera::dram {

class BanksInTurn {
 public:
  explicit BanksInTurn(int banks) : links_(static_cast<std::size_t>(banks) + 1), ends_(banks) {
    clear();
  }

  // -1: there is none.
  int first() const { return bank_at(link(ends_).next); }
  int after(int bank) const { return bank_at(link(bank).next); }

  void join(int bank) {
    const int last = link(ends_).before;
    link(bank) = {last, ends_};
    link(last).next = link(ends_).before = bank;
  }
  void leave(int bank) {
    const Link& gone = link(bank);
    link(gone.before).next = gone.next;
    link(gone.next).before = gone.before;
  }
  void clear() { link(ends_) = {ends_, ends_}; }

 private:
  struct Link {
    int before = 0, next = 0;
  };
  Link& link(int bank) { return links_[static_cast<std::size_t>(bank)]; }
  const Link& link(int bank) const { return links_[static_cast<std::size_t>(bank)]; }
  int bank_at(int at) const { return at == ends_ ? -1 : at; }

  std::vector<Link> links_;  // a ring: by bank, and one more where it begins and ends
  int ends_;
};

}  // namespace tessera::dram
