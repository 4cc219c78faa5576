// A run of transactions in a row, as a source of requests.
#pragma once

#include <cstdint>

#include "isa/dram/command.h"
#include "isa/dram/pattern.h"

namespace tessera::dram {

// `count` transactions in a row, all there from clock `begin` on.
class RunSource {
 public:
  RunSource(std::uint64_t first, std::int64_t count, bool write, Clock begin)
      : next_(first), left_(count), write_(write), begin_(begin) {}
  Clock created() const { return left_ > 0 ? begin_ : kNever; }
  Access access() const { return {next_, write_}; }
  std::int64_t tag() const { return begin_; }
  void pop() {
    ++next_;
    --left_;
  }
  void skip(std::int64_t number) {
    next_ += static_cast<std::uint64_t>(number);
    left_ -= number;
  }
  std::int64_t left() const { return left_; }

 private:
  std::uint64_t next_;
  std::int64_t left_;
  bool write_;
  Clock begin_;
};

}  // namespace tessera::dram
