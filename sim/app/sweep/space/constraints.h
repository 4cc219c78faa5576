// The constraints of a sweep, ready to be asked of a point.
#pragma once

#include <vector>

#include "sim/app/sweep/space/expression.h"
#include "sim/app/sweep/space/space.h"
#include "sim/app/sweep/space/spec.h"
#include "sim/app/sweep/store/sweep_metrics.h"

namespace tessera::sweep {

// Names that expressions may use: the axes, then the metrics.
std::vector<Name> names_of(const Spec& spec);

class Constraints {
 public:
  // Throws InputError(kBadInput) with all mistakes.
  explicit Constraints(const Spec& spec);

  // By the values alone, by those and the chip, by all: a constraint is asked as early as it can
  // be, and each stage asks its own only. One whose figures a point does not have is not met.
  bool met_by_values(const Values& values);
  bool met_by_chip(const Values& values, const Figures& figures);
  bool met_by_run(const Values& values, const Figures& figures);

  bool any_of_chip() const { return !of_chip_.empty(); }

 private:
  bool met(std::vector<Expression>& constraints, const Values& values, const Figures* figures);

  std::vector<bool> text_;  // of each column
  std::vector<Expression> of_values_, of_chip_, of_run_;
};

}  // namespace tessera::sweep
