// The figures that a point of a sweep is stored with: those of its run, and those of its chip
// alone.
#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "isa/chip.pb.h"
#include "isa/chip_spec.h"
#include "sim/app/report/metrics.h"
#include "sim/app/simulate/remembered_inputs.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera::sweep {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// In the order of sweep_metrics().
using Figures = std::vector<double>;

struct NamedFigure {
  std::string_view name;  // with its unit
  std::string_view meaning;
  Better better = Better::kLess;
};

// Those of the chip first.
const std::vector<NamedFigure>& sweep_metrics();

// How many of them are known before the run.
std::size_t chip_metric_count();

// Its place; by the name with or without the unit. -1 where there is none.
int metric_place(std::string_view name);

// kNone for all of the run, and where the chip does not say.
Figures chip_figures_of(const ChipSpec& chip, const proto::Chip& text,
                        RememberedInputs& remembered);

void add_run_figures(const proto::Result& result, Figures& figures);

}  // namespace tessera::sweep
