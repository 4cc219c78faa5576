// Physical quantities as types: adding cycles to bytes does not compile, and a
// bare 5 is not a Cycles.
#pragma once

#include <compare>
#include <cstdint>

namespace tessera {

// A number with a unit. Quantities of one unit add and compare; scaling takes a
// plain number; a ratio is one.
template <class Unit, class Number>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(Number count) : count_(count) {}
  constexpr Number count() const { return count_; }
  constexpr auto operator<=>(const Quantity&) const = default;

  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.count_ + b.count_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.count_ - b.count_);
  }
  friend constexpr Quantity operator*(Quantity a, Number factor) {
    return Quantity(a.count_ * factor);
  }
  friend constexpr Quantity operator*(Number factor, Quantity a) {
    return Quantity(a.count_ * factor);
  }
  friend constexpr Quantity operator/(Quantity a, Number divisor) {
    return Quantity(a.count_ / divisor);
  }

 private:
  Number count_{};
};

using Cycles = Quantity<struct CyclesUnit, std::int64_t>;
using Bytes = Quantity<struct BytesUnit, std::int64_t>;
using Picoseconds = Quantity<struct PicosecondsUnit, std::int64_t>;
using Hertz = Quantity<struct HertzUnit, std::int64_t>;
using BytesPerSecond = Quantity<struct BytesPerSecondUnit, double>;
using Picojoules = Quantity<struct PicojoulesUnit, double>;
using Watts = Quantity<struct WattsUnit, double>;

template <class Unit, class Number>
constexpr double ratio(Quantity<Unit, Number> a, Quantity<Unit, Number> b) {
  return static_cast<double>(a.count()) / static_cast<double>(b.count());
}

constexpr std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Rounded up once for the whole span, so that a long run does not drift from
// its clock.
Picoseconds duration(Cycles cycles, Hertz clock);
Picoseconds duration(double cycles, Hertz clock);
Picoseconds duration(Bytes bytes, BytesPerSecond bandwidth);

constexpr double to_seconds(Picoseconds t) { return static_cast<double>(t.count()) * 1e-12; }
constexpr double to_microseconds(Picoseconds t) { return static_cast<double>(t.count()) * 1e-6; }
constexpr double to_nanoseconds(Picoseconds t) { return static_cast<double>(t.count()) * 1e-3; }
Picoseconds from_nanoseconds(double nanoseconds);

}  // namespace tessera
