// Paths in the order they were put in: the signals of a token, the transfers in flight.
#pragma once

#include <cstddef>
#include <vector>

#include "isa/run/path.h"

namespace tessera {

class PathQueue {
 public:
  std::size_t size() const { return paths_.size() - taken_; }
  Path& operator[](std::size_t i) { return paths_[taken_ + i]; }
  const Path& operator[](std::size_t i) const { return paths_[taken_ + i]; }

  void put(const Path& path) { paths_.push_back(path); }

  // Takes `count` paths; the latest of them, valid until the next call.
  const Path& take(std::size_t count) {
    if (taken_ > kDropAt) {
      paths_.erase(paths_.begin(), paths_.begin() + static_cast<std::ptrdiff_t>(taken_));
      taken_ = 0;
    }
    std::size_t latest = taken_;
    for (std::size_t i = taken_; i < taken_ + count; ++i) {
      if (paths_[i].time > paths_[latest].time) latest = i;
    }
    taken_ += count;
    return paths_[latest];
  }

 private:
  static constexpr std::size_t kDropAt = 32;
  std::vector<Path> paths_;
  std::size_t taken_ = 0;
};

}  // namespace tessera
