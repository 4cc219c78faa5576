// What expressions of a lesson may name: of each run its metrics, those of its chip, and the share
// of every cause of its stall stack: "wide.latency_us", "wide.waits_for_memory_bandwidth".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/app/lessons/lesson.h"
#include "sim/app/simulate/run.h"
#include "sim/app/sweep/space/expression.h"

namespace tessera::lessons {

class FiguresOfRuns {
 public:
  void add(const std::string& run, const RunOutput& output);

  // Throws InputError(kBadInput) at the expression's place for names that do not exist, and for one
  // whose value is not known.
  double value(const Placed& expression) const;

  // With every "{expression|format}" replaced by its value. Formats: x (2 decimals and an x), % (of
  // a share), us, bytes, count; none: three digits.
  std::string filled(const Placed& text) const;

 private:
  std::vector<sweep::Name> names_;
  std::vector<double> values_;
};

// As the formats above; a format that is none of them is a unit, written behind the number.
std::string formatted(double value, std::string_view format);

}  // namespace tessera::lessons
