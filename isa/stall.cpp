#include "isa/stall.h"

namespace tessera {

std::string_view name_of(StallCause cause) {
  static constexpr std::array<std::string_view, kStallCauses> kNames = {
      "matrix",          "vector",           "local memory",
      "shared buffer",   "memory bandwidth", "memory latency",
      "network",         "chip link",        "launch and dispatch",
      "synchronisation", "fill and drain",   "tile quantisation",
      "load imbalance"};
  return kNames[static_cast<std::size_t>(cause)];
}

Picoseconds StallStack::total() const {
  Picoseconds sum;
  for (const Picoseconds t : time_) sum += t;
  return sum;
}

StallStack& StallStack::operator+=(const StallStack& other) {
  for (std::size_t i = 0; i < kStallCauses; ++i) time_[i] += other.time_[i];
  return *this;
}

StallStack& StallStack::operator-=(const StallStack& other) {
  for (std::size_t i = 0; i < kStallCauses; ++i) time_[i] -= other.time_[i];
  return *this;
}

}  // namespace tessera
