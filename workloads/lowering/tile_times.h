// How long products take in the tilings that a search has timed: kept over several lowerings, so
// that none is timed twice. Belongs to one chip; how much local memory it has does not matter,
// since that decides which tilings fit and not how long they take.
#pragma once

#include <boost/container_hash/hash.hpp>
#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tessera {

class TileTimes {
 public:
  // Nanoseconds of the tiling `key`, everything that its time depends on but the chip; `time` finds
  // them where nobody has asked before.
  template <class Time>
  double of(std::vector<double> key, Time time) {
    const auto known = nanoseconds_.find(key);
    if (known != nanoseconds_.end()) return known->second;
    if (nanoseconds_.size() >= kMost) nanoseconds_.clear();
    return nanoseconds_.emplace(std::move(key), time()).first->second;
  }

  std::size_t size() const { return nanoseconds_.size(); }

 private:
  static constexpr std::size_t kMost = 100'000;  // some ten megabytes
  std::unordered_map<std::vector<double>, double, boost::hash<std::vector<double>>> nanoseconds_;
};

}  // namespace tessera
