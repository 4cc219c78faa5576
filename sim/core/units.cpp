#include "sim/core/units.h"

#include <cmath>

namespace tessera {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

Picoseconds round_up(double picoseconds) {
  // Anything below a thousandth of a picosecond is noise of the division, not
  // time.
  return Picoseconds(static_cast<std::int64_t>(std::ceil(picoseconds - 1e-3)));
}

}  // namespace

Picoseconds duration(Cycles cycles, Hertz clock) {
  return duration(static_cast<double>(cycles.count()), clock);
}

Picoseconds duration(double cycles, Hertz clock) {
  return round_up(cycles * kPicosecondsPerSecond / static_cast<double>(clock.count()));
}

Picoseconds duration(Bytes bytes, BytesPerSecond bandwidth) {
  return round_up(static_cast<double>(bytes.count()) * kPicosecondsPerSecond / bandwidth.count());
}

Picoseconds from_nanoseconds(double nanoseconds) { return round_up(nanoseconds * 1e3); }

}  // namespace tessera
