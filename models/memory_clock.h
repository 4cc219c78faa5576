// Between simulated time and the clocks of a memory, whose period need not be whole picoseconds.
#pragma once

#include <cmath>
#include <systemc>

#include "isa/dram/command.h"

namespace tessera {

class MemoryClock {
 public:
  explicit MemoryClock(double tck_ps) : tck_ps_(tck_ps) {}

  // Rounded once for the whole span, so that a long run does not drift.
  sc_core::sc_time time_of(dram::Clock clock) const {
    return {std::round(static_cast<double>(clock) * tck_ps_), sc_core::SC_PS};
  }
  // The last clock that has begun by `time`.
  dram::Clock last_by(const sc_core::sc_time& time) const {
    auto clock = static_cast<dram::Clock>(time.to_seconds() * 1e12 / tck_ps_);
    while (time_of(clock) > time) --clock;
    while (time_of(clock + 1) <= time) ++clock;
    return clock;
  }
  // The first clock that does not begin before `time`.
  dram::Clock first_from(const sc_core::sc_time& time) const {
    const dram::Clock clock = last_by(time);
    return time_of(clock) < time ? clock + 1 : clock;
  }

 private:
  double tck_ps_;
};

}  // namespace tessera
