// The requests that a controller holds, bank by bank: which are for the open row, which are not,
// and which one the row was opened for.
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
    for (int w = 0; w < words; ++w)
      for (std::uint64_t left = words_[w]; left != 0; left &= left - 1)
        visit((w << 6) + std::countr_zero(left));
  }
  bool operator==(const BankSet&) const = default;

 private:
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
  // Oldest first; -1 if there is none.
  int first_hit(bool write, int bank) const { return hits_[write][bank].head; }
  int first_miss(bool write, int bank) const { return misses_[write][bank].head; }
  void pop_hit(bool write, int bank);  // takes the oldest off the lists; it lives on
  void pop_miss(bool write, int bank);
  void free(int index);

  static constexpr std::int64_t kClosed = -1;
  std::int64_t open_row(int bank) const { return open_row_[static_cast<std::size_t>(bank)]; }
  void open(int bank, std::int64_t row);  // misses for it become hits
  void close(int bank);                   // hits become misses, by age

  const BankSet& banks_with_hits(bool write) const { return with_hits_[write]; }
  const BankSet& banks_with_misses(bool write) const { return with_misses_[write]; }

 private:
  struct List {
    int head = -1, tail = -1;
  };
  void append(List& list, int index);
  void pop(List& list);
  void open_direction(bool write, int bank, std::int64_t row);
  void close_direction(bool write, int bank);

  std::vector<Request> pool_;
  int free_ = -1;
  std::array<std::vector<List>, 2> hits_, misses_;  // by direction (writes second) and bank
  std::array<BankSet, 2> with_hits_, with_misses_;
  std::vector<std::int64_t> open_row_;
  int words_;
};

}  // namespace tessera::dram
