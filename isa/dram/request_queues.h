// The requests that a controller holds, bank by bank: which are for the open row and which are not.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "isa/dram/address_map.h"
#include "isa/dram/command.h"

namespace tessera::dram {

inline constexpr int kMostBanks = 256;

// A set of banks.
class BankSet {
 public:
  void insert(int bank) { words_[bank >> 6] |= std::uint64_t{1} << (bank & 63); }
  void erase(int bank) { words_[bank >> 6] &= ~(std::uint64_t{1} << (bank & 63)); }
  bool contains(int bank) const { return (words_[bank >> 6] >> (bank & 63)) & 1; }
  bool empty() const { return (words_[0] | words_[1] | words_[2] | words_[3]) == 0; }
  template <class Visit>
  void for_each(int words, Visit visit) const {
    for (int w = 0; w < words; ++w) visit_word(w, words_[w], visit);
  }
  template <class Visit>
  void for_each_not_in(const BankSet& other, int words, Visit visit) const {
    for (int w = 0; w < words; ++w) visit_word(w, words_[w] & ~other.words_[w], visit);
  }
  BankSet operator&(const BankSet& other) const {
    BankSet both;
    for (std::size_t w = 0; w < words_.size(); ++w) both.words_[w] = words_[w] & other.words_[w];
    return both;
  }
  BankSet operator|(const BankSet& other) const {
    BankSet either;
    for (std::size_t w = 0; w < words_.size(); ++w) either.words_[w] = words_[w] | other.words_[w];
    return either;
  }
  bool operator==(const BankSet&) const = default;

 private:
  template <class Visit>
  static void visit_word(int word, std::uint64_t left, Visit& visit) {
    for (; left != 0; left &= left - 1) visit((word << 6) + std::countr_zero(left));
  }
  std::array<std::uint64_t, kMostBanks / 64> words_{};
};

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
  // The oldest of a list, and what a search over banks asks of it.
  struct List {
    int head = -1;  // -1: there is none
    int tail = -1;
    Clock arrival = 0;
    std::int64_t order = 0;
  };
  const List& hits(bool write, int bank) const {
    return hits_[write][static_cast<std::size_t>(bank)];
  }
  const List& misses(bool write, int bank) const {
    return misses_[write][static_cast<std::size_t>(bank)];
  }
  // All banks' lists of a direction, for searches.
  const List* hits(bool write) const { return hits_[write].data(); }
  const List* misses(bool write) const { return misses_[write].data(); }
  const BankSet& open_banks() const { return open_banks_; }
  int first_hit(bool write, int bank) const { return hits(write, bank).head; }
  int first_miss(bool write, int bank) const { return misses(write, bank).head; }
  void pop_hit(bool write, int bank);  // takes the oldest off the lists; it lives on
  void pop_miss(bool write, int bank);
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

  const BankSet& banks_with_hits(bool write) const { return with_hits_[write]; }
  const BankSet& banks_with_misses(bool write) const { return with_misses_[write]; }

 private:
  void append(List& list, int index);
  void lead(List& list, int index);
  void pop(List& list);
  void open_direction(bool write, int bank, std::int64_t row);
  void close_direction(bool write, int bank);

  std::vector<Request> pool_;
  int free_ = -1;
  std::array<std::vector<List>, 2> hits_, misses_;  // by direction (writes second) and bank
  std::array<BankSet, 2> with_hits_, with_misses_;
  std::vector<std::int64_t> open_row_;
  BankSet open_banks_;
  int words_;
};

}  // namespace tessera::dram
