// Marks, paths or moments, in the order they were put in: the signals of a token, the transfers in
// flight.
#pragma once

#include <cstddef>
#include <vector>

#include "isa/run/path.h"

namespace tessera {

template <class Mark>
class MarkQueue {
 public:
  std::size_t size() const { return marks_.size() - taken_; }
  Mark& operator[](std::size_t i) { return marks_[taken_ + i]; }
  const Mark& operator[](std::size_t i) const { return marks_[taken_ + i]; }

  void put(const Mark& mark) { marks_.push_back(mark); }

  // Takes `count` marks; the latest of them, valid until the next call.
  const Mark& take(std::size_t count) {
    if (taken_ > kDropAt) {
      marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(taken_));
      taken_ = 0;
    }
    std::size_t latest = taken_;
    for (std::size_t i = taken_; i < taken_ + count; ++i) {
      if (marks_[i].time > marks_[latest].time) latest = i;
    }
    taken_ += count;
    return marks_[latest];
  }

 private:
  static constexpr std::size_t kDropAt = 32;
  std::vector<Mark> marks_;
  std::size_t taken_ = 0;
};

}  // namespace tessera
