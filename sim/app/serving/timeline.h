// What engines did over time, in at most so many moments however long it lasts.
#pragma once

#include <vector>

#include "sim/app/serving/moment.h"

namespace tessera::serving {

// Keeps every moment, then every second, every fourth... one.
class Timeline {
 public:
  void add(const Moment& moment);
  std::vector<Moment> take() { return std::move(moments_); }

 private:
  std::vector<Moment> moments_;
  std::size_t seen_ = 0, stride_ = 1;
};

}  // namespace tessera::serving
