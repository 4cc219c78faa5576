#include "isa/timing/matrix_unit.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "isa/timing/systolic.h"

namespace tessera {
namespace {

double operand_bytes(double elements, DataType type) { return elements * bits_of(type) / 8; }

double feed_cycles(double bytes, double bytes_per_clock) {
  return bytes_per_clock > 0 ? bytes / bytes_per_clock : 0;
}

// The parts in the order they are found: the ideal, the real issue slots, what else the array
// does, and the operands if they are slower than all that.
MatmulTime divide(double useful, double issued, double unhidden, double feed, double latency) {
  MatmulTime time;
  time.useful = std::min(useful, issued);
  time.quantisation = issued - time.useful;
  time.fill_drain = unhidden;
  time.operand_feed = std::max(0.0, feed - issued - unhidden);
  time.occupancy = time.useful + time.quantisation + time.fill_drain + time.operand_feed;
  time.dependent = time.occupancy;
  time.latency = latency;
  return time;
}

MatmulTime time_on(const SystolicSpec& array, const MatrixUnitSpec& unit,
                   const LocalMemorySpec& local_memory, const Matmul& matmul, double rate) {
  const Folds f = folds(array, matmul);
  const SystolicCycles cycles = systolic_cycles(array, unit.count, f);
  const double macs_per_clock = static_cast<double>(array.rows * array.columns * unit.count) * rate;
  const double bytes = operand_bytes(static_cast<double>(f.operand_elements), matmul.type);
  const double feed =
      array.scale_sim_compatible ? 0 : feed_cycles(bytes, local_memory.bytes_per_clock);
  return divide(static_cast<double>(matmul.useful_macs) / macs_per_clock,
                static_cast<double>(cycles.stream) / rate,
                static_cast<double>(cycles.unhidden) / rate, feed,
                static_cast<double>(cycles.latency));
}

// Bytes the busiest unit reads: units lie in rows x (units / rows) over the tile.
double unit_operand_bytes(std::int64_t units, const Matmul& matmul) {
  std::int64_t rows = static_cast<std::int64_t>(std::sqrt(static_cast<double>(units)));
  while (units % rows != 0) --rows;
  const std::int64_t m = ceil_divide(matmul.m, rows);
  const std::int64_t n = ceil_divide(matmul.n, units / rows);
  return operand_bytes(static_cast<double>((m + n) * matmul.k), matmul.type);
}

MatmulTime time_on(const DotProductSpec& dot, const MatrixUnitSpec& unit,
                   const LocalMemorySpec& local_memory, const Matmul& matmul, double rate) {
  const std::int64_t instructions =
      ceil_divide(matmul.m, dot.m) * ceil_divide(matmul.n, dot.n) * ceil_divide(matmul.k, dot.k);
  const double interval = dot.issue_interval_cycles / rate;
  const double macs_per_clock = static_cast<double>(dot.m * dot.n * dot.k * unit.count) / interval;
  const double tile_bytes =
      operand_bytes(static_cast<double>((matmul.m + matmul.n) * matmul.k), matmul.type);
  const double feed =
      std::max(feed_cycles(tile_bytes, local_memory.bytes_per_clock),
               feed_cycles(unit_operand_bytes(unit.count, matmul), dot.operand_bytes_per_clock));
  const auto latency = static_cast<double>(dot.latency_cycles);
  MatmulTime time = divide(static_cast<double>(matmul.useful_macs) / macs_per_clock,
                           static_cast<double>(ceil_divide(instructions, unit.count)) * interval, 0,
                           feed, latency);
  time.dependent =
      std::max(time.occupancy, static_cast<double>(ceil_divide(matmul.k, dot.k)) * latency);
  return time;
}

}  // namespace

MatmulTime matmul_time(const MatrixUnitSpec& unit, const LocalMemorySpec& local_memory,
                       const Matmul& matmul) {
  const MatrixRate& of_type = unit.rate(matmul.type);
  const double rate = of_type.relative * of_type.efficiency * matmul.issue_share;
  assert(rate > 0 && "the verifier and lowering keep types off units that do not run them");
  return std::visit(
      [&](const auto& kind) { return time_on(kind, unit, local_memory, matmul, rate); }, unit.kind);
}

}  // namespace tessera
