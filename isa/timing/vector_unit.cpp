#include "isa/timing/vector_unit.h"

namespace tessera {

double vector_cycles(const VectorUnitSpec& unit, const VectorWork& work) {
  // A class without work asks nothing of a unit that may not have it.
  const auto cycles = [](double operations, double per_clock) {
    return operations > 0 ? operations / per_clock : 0;
  };
  return static_cast<double>(unit.issue_overhead.count()) +
         cycles(work.add_mul, unit.add_mul_per_clock) +
         cycles(work.special, unit.special_per_clock) +
         cycles(work.convert, unit.convert_per_clock) + cycles(work.reduce, unit.reduce_per_clock);
}

}  // namespace tessera
