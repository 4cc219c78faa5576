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

// Numbers from `low` to `high`, a line or a few.
struct Stretch {
  std::int64_t low, high;
};

// Stretches from 1 on that end at powers of two, and begin behind them: kernels change there.
Stretch octave_of(std::int64_t number);
// A quarter of that.
Stretch quarter_of(std::int64_t number);
// Of sequences, whose attention goes up and down as blocks fill waves: one by one, then by fours.
Stretch few_of(std::int64_t number);
// Of tokens of a product: whole tiles. A sixteenth of the octave, of at least 16 and at most 256.
Stretch tiles_of(std::int64_t number);
// From one power of two to the next: each begins where the one before ends.
Stretch power_of(std::int64_t number);
// Of cached tokens: up to 512, up to 8192, ... each begins where the one before ends.
Stretch sixteenfold_of(std::int64_t number);
// Of cached tokens: up to 512, up to 1024, ... each begins where the one before ends.
Stretch doubling_of(std::int64_t number);

// A stretch is evaluated when a number in it is asked for first, and halved until its middle lies
// on the line: so the value at a number does not depend on what was asked for before.
class Curve {
 public:
  struct Point {
    Amount amount;
    double whole = 0;  // time that an error counts against
  };
  using Function = std::function<Point(std::int64_t)>;
  struct Rule {
    Stretch (*stretch)(std::int64_t number);
    double tolerance = 0.01;  // of the whole
    int halvings = 3;         // at most, behind the first; -1: middles are not looked at
  };

  Curve(Rule rule, Function function) : rule_(rule), function_(std::move(function)) {}

  Amount at(double number);

  // The largest distance of a middle from its line, of the whole, that was not halved again.
  double error() const { return error_; }

 private:
  const Point& point(std::int64_t number);
  void halve(std::int64_t low, std::int64_t high, int halvings);

  Rule rule_;
  Function function_;
  std::map<std::int64_t, Point> points_;
  std::set<std::int64_t> known_;  // stretches, by their ends
  double error_ = 0;
};

}  // namespace tessera::serving
