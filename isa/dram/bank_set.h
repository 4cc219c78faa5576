// A set of banks of a channel: a bit each.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace tessera::dram {

inline constexpr int kMostBanks = 256;

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
  template <class Visit>
  void for_each_also_in(const BankSet& other, int words, Visit visit) const {
    for (int w = 0; w < words; ++w) visit_word(w, words_[w] & other.words_[w], visit);
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
  // Those that are not in `other`.
  BankSet operator-(const BankSet& other) const {
    BankSet left;
    for (std::size_t w = 0; w < words_.size(); ++w) left.words_[w] = words_[w] & ~other.words_[w];
    return left;
  }
  bool operator==(const BankSet&) const = default;

 private:
  template <class Visit>
  static void visit_word(int word, std::uint64_t left, Visit& visit) {
    for (; left != 0; left &= left - 1) visit((word << 6) + std::countr_zero(left));
  }
  std::array<std::uint64_t, kMostBanks / 64> words_{};
};

}  // namespace tessera::dram
