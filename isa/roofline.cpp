#include "isa/roofline.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace tessera {
namespace {

Picoseconds at_rate(double amount, double per_second) {
  // Rounded down: a bound must not exceed what it bounds.
  return amount > 0 && per_second > 0
             ? Picoseconds(static_cast<std::int64_t>(amount * 1e12 / per_second))
             : Picoseconds(0);
}

// Lanes may have done a product instead (a depthwise convolution): the units did none of it.
double macs_on_units(const OperatorRecord& op, const Actions& done) {
  const double issued = std::accumulate(done.macs.begin(), done.macs.end(), 0.0);
  return std::min(op.matrix_flops / 2 * static_cast<double>(op.repeat), issued);
}

Picoseconds matrix_bound(const ChipSpec& chip, const Program& program, const Execution& execution) {
  std::array<double, kDataTypes> macs{};
  for (std::size_t i = 0; i < execution.operators.size(); ++i) {
    const OperatorRecord& op = program.operators[i];
    macs[static_cast<std::size_t>(op.matrix_type)] +=
        macs_on_units(op, execution.operators[i].actions);
  }
  Picoseconds sum;
  for (std::size_t type = 0; type < macs.size(); ++type) {
    sum += at_rate(macs[type], peak_macs_per_second(chip, static_cast<DataType>(type)));
  }
  return sum;
}

// Which class an operation belongs to is not recorded, so all count as the fastest.
Picoseconds vector_bound(const ChipSpec& chip, const Program& program) {
  const VectorUnitSpec& unit = chip.core.vector_unit;
  const double per_clock = std::max({unit.add_mul_per_clock, unit.special_per_clock,
                                     unit.convert_per_clock, unit.reduce_per_clock});
  double operations = 0;
  for (const OperatorRecord& op : program.operators) {
    operations += op.vector_operations * static_cast<double>(op.repeat);
  }
  return at_rate(operations, per_clock * static_cast<double>(chip.core.clock.count()) *
                                 static_cast<double>(chip.core.count));
}

// Of all that bytes of a chip may leave over: a bridge or a network may be faster than its own
// links are said to be.
BytesPerSecond fastest_rate(const ChipLinkSpec& link) {
  BytesPerSecond rate = link.bandwidth;
  for (const SharedLinkSpec& shared : link.shared) rate = std::max(rate, shared.bandwidth);
  if (link.node) rate = std::max(rate, link.node->bandwidth);
  return rate;
}

}  // namespace

Picoseconds Roofline::bound() const { return std::max({matrix, vector, memory, link}); }

Roofline roofline(const ChipSpec& chip, const Program& program, const Execution& execution) {
  Roofline bounds;
  bounds.matrix = matrix_bound(chip, program, execution);
  bounds.vector = vector_bound(chip, program);
  bounds.memory =
      at_rate(execution.actions.memory_read_bytes + execution.actions.memory_written_bytes,
              chip.memory.peak_bandwidth.count());
  if (chip.chip_link) {
    bounds.link = at_rate(execution.actions.link_bytes, fastest_rate(*chip.chip_link).count());
  }
  return bounds;
}

}  // namespace tessera
