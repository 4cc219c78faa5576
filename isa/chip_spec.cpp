#include "isa/chip_spec.h"

namespace tessera {
namespace {

double macs_per_clock(const MatrixUnitSpec& unit) {
  if (const auto* array = std::get_if<SystolicSpec>(&unit.kind)) {
    return static_cast<double>(array->rows * array->columns);
  }
  const auto& dot = std::get<DotProductSpec>(unit.kind);
  return static_cast<double>(dot.m * dot.n * dot.k) / dot.issue_interval_cycles;
}

}  // namespace

double peak_macs_per_second(const ChipSpec& chip, DataType type) {
  if (!chip.core.matrix_unit) return 0;
  const MatrixUnitSpec& unit = *chip.core.matrix_unit;
  return macs_per_clock(unit) * unit.rate(type).relative * static_cast<double>(unit.count) *
         static_cast<double>(chip.core.clock.count()) * static_cast<double>(chip.core.count);
}

}  // namespace tessera
