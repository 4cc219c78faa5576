// A row of bits, one per input virtual channel of a router: as many 64-bit words as the widest
// router of a network needs.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tessera::noc {

template <int kWords>
class Bits {
 public:
  void set(int i) { word_[at(i)] |= bit(i); }
  void clear(int i) { word_[at(i)] &= ~bit(i); }
  bool test(int i) const { return (word_[at(i)] & bit(i)) != 0; }

  bool any() const {
    std::uint64_t all = 0;
    for (const std::uint64_t word : word_) all |= word;
    return all != 0;
  }

  friend Bits operator&(Bits a, const Bits& b) {
    for (std::size_t w = 0; w < kWords; ++w) a.word_[w] &= b.word_[w];
    return a;
  }
  friend Bits operator|(Bits a, const Bits& b) {
    for (std::size_t w = 0; w < kWords; ++w) a.word_[w] |= b.word_[w];
    return a;
  }

  void assign(int i, bool value) {
    word_[at(i)] = (word_[at(i)] & ~bit(i)) | std::uint64_t{value} << (i % 64);
  }

  // The first that is set from `i` on, going round; there is one. `i` may be one past the last.
  int first_from(int i) const {
    if constexpr (kWords == 1) {
      return (std::countr_zero(std::rotr(word_[0], i)) + i) & 63;  // no branch: it would be a guess
    }
    const std::size_t start = at(i) % kWords;
    const std::uint64_t later = word_[start] & (~std::uint64_t{0} << (i % 64));
    if (later != 0) return index(start, later);
    for (std::size_t w = start + 1; w < kWords; ++w)
      if (word_[w] != 0) return index(w, word_[w]);
    for (std::size_t w = 0; w <= start; ++w)
      if (word_[w] != 0) return index(w, word_[w]);
    return -1;
  }

  // `count` bits from `i` on, which do not cross a word.
  std::uint64_t field(int i, int count) const {
    return (word_[at(i)] >> (i % 64)) & ((std::uint64_t{1} << count) - 1);
  }

  // Calls `use(i)` for every bit that is set, in order.
  template <class Use>
  void for_each(Use use) const {
    for (std::size_t w = 0; w < kWords; ++w)
      for (std::uint64_t left = word_[w]; left != 0; left &= left - 1) use(index(w, left));
  }

 private:
  static std::size_t at(int i) { return kWords == 1 ? 0 : static_cast<std::size_t>(i) / 64; }
  static std::uint64_t bit(int i) { return std::uint64_t{1} << (i % 64); }
  static int index(std::size_t word, std::uint64_t bits) {
    return static_cast<int>(word * 64) + std::countr_zero(bits);
  }

  std::array<std::uint64_t, kWords> word_{};
};

}  // namespace tessera::noc
