// Patterns of requests, number by number, as memory studies use them: streams, strides, random and
// random blocks, reads alone or mixed with writes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "isa/dram/spec.h"

namespace tessera::dram {

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the same numbers everywhere.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }  // [0, 1)

 private:
  std::uint64_t state_;
};

enum class Mix {
  kReads,
  kWrites,
  kTwoReadsOneWrite,  // every third a write
  kOneReadOneWrite,   // every second
};

struct PatternSpec {
  enum class Kind {
    kSequential,
    kStride,        // `bytes` apart; once round, the next transaction of each
    kRandom,        // transactions
    kRandomBlocks,  // of `bytes`, aligned, each read (or written) in order
    kStreams,       // `streams` sequential ones from random places, `bytes` of each in turn
  };
  Kind kind = Kind::kSequential;
  std::int64_t bytes = 0;
  Mix mix = Mix::kReads;
  std::uint64_t seed = 12345;
  int streams = 1;  // of kStreams
  bool operator==(const PatternSpec&) const = default;
};

struct Access {
  std::uint64_t transaction = 0;
  bool write = false;
};

class Pattern {
 public:
  // Reads alone go over all `transactions`; of a mix, reads over the lower half and writes over the
  // upper.
  Pattern(const PatternSpec& spec, std::int64_t transactions, int transaction_bytes);
  Access next();

 private:
  std::uint64_t slot(bool write);
  std::uint64_t random_block(bool write);
  std::uint64_t stream(bool write);

  PatternSpec spec_;
  std::uint64_t reach_, per_block_, stride_, per_round_;
  SplitMix random_;
  std::uint64_t count_ = 0;
  std::array<std::uint64_t, 2> done_{};              // by direction
  std::array<std::uint64_t, 2> block_{};             // first transaction of the current block
  std::array<std::vector<std::uint64_t>, 2> begun_;  // first transaction of every stream
};

}  // namespace tessera::dram
