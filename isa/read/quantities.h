// From the units of chip texts to ours.
#pragma once

#include <algorithm>
#include <cmath>

#include "sim/core/units.h"

namespace tessera {

inline Hertz from_mhz(double mhz) {
  return Hertz(std::max<std::int64_t>(1, std::llround(mhz * 1e6)));
}
inline Bytes whole_bytes(double bytes) { return Bytes(std::llround(bytes)); }
inline Bytes from_kib(double kib) { return whole_bytes(kib * 1024); }
inline Bytes from_mib(double mib) { return whole_bytes(mib * 1024 * 1024); }
inline Bytes from_gb(double gb) { return whole_bytes(gb * 1e9); }
inline BytesPerSecond from_gb_per_s(double gb_per_s) { return BytesPerSecond(gb_per_s * 1e9); }
inline BytesPerSecond per_clock(double bytes, Hertz clock) {
  return BytesPerSecond(bytes * static_cast<double>(clock.count()));
}

}  // namespace tessera
