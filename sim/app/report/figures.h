// Quotients that several reports print: models count, reports divide.
#pragma once

#include "sim/app/simulate/result.pb.h"

namespace tessera {

inline double seconds(std::int64_t picoseconds) { return static_cast<double>(picoseconds) * 1e-12; }
inline double per_second(double count, std::int64_t picoseconds) {
  return picoseconds > 0 ? count / seconds(picoseconds) : 0;
}
inline double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

inline double moved_bytes(const proto::Result& r) {
  return r.memory().read_bytes() + r.memory().written_bytes();
}
inline double moved_bytes(const proto::Result::Operator& o) {
  return o.read_bytes() + o.written_bytes();
}
inline double total_energy(const proto::Result& r) {
  double sum = 0;
  for (const auto& item : r.energy().item()) sum += item.picojoules();
  return sum;
}

}  // namespace tessera
