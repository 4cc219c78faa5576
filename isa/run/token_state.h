// A counting token of one core while its kernel runs: each signal keeps the path it came by, first
// in, first out.
#pragma once

#include <cstddef>
#include <vector>

#include "isa/run/path.h"

namespace tessera {

class TokenState {
 public:
  explicit TokenState(int initial, const Path& from)
      : arrivals_(static_cast<std::size_t>(initial), from) {}

  int available() const { return static_cast<int>(arrivals_.size() - taken_); }

  void signal(const Path& path, int count) {
    for (int i = 0; i < count; ++i) arrivals_.push_back(path);
  }

  // Takes `count` signals; the path of the last of them.
  Path take(int count) {
    taken_ += static_cast<std::size_t>(count);
    const Path last = arrivals_[taken_ - 1];
    if (taken_ == arrivals_.size() || taken_ > kDropAt) {
      arrivals_.erase(arrivals_.begin(), arrivals_.begin() + static_cast<std::ptrdiff_t>(taken_));
      taken_ = 0;
    }
    return last;
  }

 private:
  // A token that is never all taken must not remember a loop of a million signals.
  static constexpr std::size_t kDropAt = 32;
  std::vector<Path> arrivals_;
  std::size_t taken_ = 0;
};

}  // namespace tessera
