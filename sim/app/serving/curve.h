// A function of a whole number that takes long to evaluate, as lines between few of its points.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>

namespace tessera::serving {

// What a part of a step comes to.
struct Amount {
  double time = 0, network = 0;  // ps
  double energy = 0;             // pJ
  friend Amount operator+(Amount a, Amount b) {
    return {a.time + b.time, a.network + b.network, a.energy + b.energy};
  }
  friend Amount operator*(Amount a, double factor) {
    return {a.time * factor, a.network * factor, a.energy * factor};
  }
};

// From 1 on, in stretches that end at `first`, `first` x `factor`, ... A stretch is evaluated when
// a number in it is asked for first, and halved until its middle lies on the line: so the value at
// a number does not depend on what was asked for before.
class Curve {
 public:
  struct Point {
    Amount amount;
    double whole = 0;  // time that an error counts against
  };
  using Function = std::function<Point(std::int64_t)>;
  struct Stretches {
    std::int64_t first = 1, factor = 2;
    double tolerance = 0.01;  // of the whole
    int halvings = 3;         // at most, behind the first
  };

  Curve(Stretches stretches, Function function)
      : stretches_(stretches), function_(std::move(function)) {}

  Amount at(double number);

  // The largest distance of a middle from its line, of the whole, that was not halved again.
  double error() const { return error_; }

 private:
  const Point& point(std::int64_t number);
  void halve(std::int64_t low, std::int64_t high, int halvings);

  Stretches stretches_;
  Function function_;
  std::map<std::int64_t, Point> points_;
  std::set<std::int64_t> known_;  // ends of stretches
  double error_ = 0;
};

}  // namespace tessera::serving
