// The requests that a controller holds, bank by bank: which are for the open row and which are not.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "isa/dram/address_map.h"
#include "isa/dram/bank_set.h"
#include "isa/dram/command.h"

namespace tessera::dram {

struct Request {
  Clock arrival = 0;
  std::int64_t order = 0;  // of acceptance
  std::int64_t tag = 0;    // the caller's
  std::int64_t row = 0;
  int bank = 0;
  int next = -1;
  bool write = false;
  bool delayed = false;  // it had to wait for room in the queue
  bool touched = false;  // a row command went for it
};

class RequestQueues {
 public:
  RequestQueues(int banks, int most_requests);

  int words() const { return words_; }
  Request& request(int index) { return pool_[static_cast<std::size_t>(index)]; }
  const Request& request(int index) const { return pool_[static_cast<std::size_t>(index)]; }

  // Returns its index. It joins the hits of the bank if `row` is open there.
  int add(const Request& request);
  // The same in two steps, for one that is written where it stays: what `take` returns is on no
  // list until `list`.
  int take();
  void list(int index);
  // The oldest of a list, and what a search over banks asks of it.
  struct List {
    int head = -1;  // -1: there is none
    int tail = -1;
    Clock arrival = 0;
    std::int64_t order = 0;
  };
  const List& hits(bool write, int bank) const { return hits_[write].of(bank); }
  const List& misses(bool write, int bank) const { return misses_[write].of(bank); }
  const BankSet& open_banks() const { return open_banks_; }
  int first_hit(bool write, int bank) const { return hits(write, bank).head; }
  int first_miss(bool write, int bank) const { return misses(write, bank).head; }
  // Take the oldest off the lists; it lives on.
  void pop_hit(bool write, int bank) { pop(hits_[write], bank); }
  void pop_miss(bool write, int bank) { pop(misses_[write], bank); }
  void free(int index);
  // A request that is on no list.
  int add_apart(const Request& request);
  // All requests on the lists of a direction, oldest first.
  std::vector<int> by_order(bool write) const;
  // Nothing waits any more; rows stay open.
  void clear();
  void set_open_row(int bank, std::int64_t row) {
    open_row_[static_cast<std::size_t>(bank)] = row;
    if (row == kClosed)
      open_banks_.erase(bank);
    else
      open_banks_.insert(bank);
  }

  static constexpr std::int64_t kClosed = -1;
  std::int64_t open_row(int bank) const { return open_row_[static_cast<std::size_t>(bank)]; }
  void open(int bank, std::int64_t row);  // misses for it become hits
  void close(int bank);                   // hits become misses, by age

  const BankSet& banks_with_hits(bool write) const { return hits_[write].banks; }
  const BankSet& banks_with_misses(bool write) const { return misses_[write].banks; }
  // All banks' lists of a direction, for searches.
  const List* hits(bool write) const { return hits_[write].by_bank.data(); }
  const List* misses(bool write) const { return misses_[write].by_bank.data(); }

 private:
  // Each bank's requests of one direction that hit or miss.
  struct Lists {
    explicit Lists(int number) : by_bank(static_cast<std::size_t>(number)) {}
    List& of(int bank) { return by_bank[static_cast<std::size_t>(bank)]; }
    const List& of(int bank) const { return by_bank[static_cast<std::size_t>(bank)]; }
    std::vector<List> by_bank;
    BankSet banks;  // whose list is not empty
  };
  void lead(List& list, int index) {
    list.head = index;
    list.arrival = request(index).arrival;
    list.order = request(index).order;
  }
  void append(Lists& lists, int bank, int index);
  void pop(Lists& lists, int bank);
  void drop(Lists& lists, int bank);
  void open_direction(bool write, int bank, std::int64_t row);
  void close_direction(bool write, int bank);

  std::vector<Request> pool_;
  int free_ = -1;
  std::array<Lists, 2> hits_, misses_;  // by direction, writes second
  std::vector<std::int64_t> open_row_;
  BankSet open_banks_;
  int words_;
};

// Every request goes through these once or twice, so they are where they can be inlined.

inline void RequestQueues::append(Lists& lists, int bank, int index) {
  List& list = lists.of(bank);
  request(index).next = -1;
  if (list.tail < 0) {
    lead(list, index);
    lists.banks.insert(bank);
  } else {
    request(list.tail).next = index;
  }
  list.tail = index;
}

inline void RequestQueues::drop(Lists& lists, int bank) {
  lists.of(bank) = {};
  lists.banks.erase(bank);
}

inline void RequestQueues::pop(Lists& lists, int bank) {
  List& list = lists.of(bank);
  if (const int next = request(list.head).next; next >= 0)
    lead(list, next);
  else
    drop(lists, bank);
}

inline int RequestQueues::take() {
  assert(free_ >= 0 && "the caller has checked that there is room");
  const int index = free_;
  free_ = request(index).next;
  return index;
}

inline void RequestQueues::list(int index) {
  const Request& added = request(index);
  const bool hit = open_row(added.bank) == added.row;
  append(hit ? hits_[added.write] : misses_[added.write], added.bank, index);
}

inline int RequestQueues::add_apart(const Request& added) {
  const int index = take();
  request(index) = added;
  return index;
}

inline int RequestQueues::add(const Request& added) {
  const int index = add_apart(added);
  list(index);
  return index;
}

inline void RequestQueues::free(int index) {
  request(index).next = free_;
  free_ = index;
}

}  // namespace tessera::dram
