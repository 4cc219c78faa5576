// A sweep as it is run: the text, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/request_text.h"
#include "sim/app/sweep/space/axis.h"
#include "sim/core/diagnostics.h"

namespace tessera::sweep {

enum class SamplerKind { kGrid, kRandom, kLatinHypercube, kSobol };

struct Sampler {
  SamplerKind kind = SamplerKind::kGrid;
  std::int64_t points = 0;  // 0: all of the grid
  std::int64_t seed = 0;
};

struct Objective {
  std::string metric;  // by its name with the unit
  bool maximise = false;
};

struct Stop {
  std::optional<std::int64_t> points, failures, best_unchanged_for;
  std::optional<double> seconds;
};

struct Constraint {
  std::string text;
  SourceLocation where;
};

struct Spec {
  std::string name;
  std::string about;
  RequestText base;
  std::vector<Axis> axes;
  std::vector<Constraint> constraints;
  Sampler sampler;
  std::vector<Objective> objectives;  // at least one
  Stop stop;
  std::string text;  // as it was written

  std::vector<Column> columns() const;  // of all axes
};

// Throws InputError(kBadInput) with all mistakes, each at its line: fields that no chip text and no
// run has, axes without values, metrics that do not exist.
Spec read_spec(const std::string& path);
Spec read_spec_text(const std::string& text, const std::string& shown);

}  // namespace tessera::sweep
