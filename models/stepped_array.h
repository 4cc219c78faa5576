// A systolic array at `cycle` detail: a module that steps every PE once per clock, computes the
// real product and counts the clocks.
#pragma once

#include <systemc>
#include <variant>

#include "isa/chip_spec.h"
#include "models/stepped/matrix.h"
#include "models/stepped/stationary_operand_array.h"
#include "models/stepped/stationary_result_array.h"

namespace tessera {

class SteppedArray : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(SteppedArray);
  SteppedArray(const sc_core::sc_module_name& name, const SystolicSpec& spec, Hertz clock);

  // Begins a b at this instant; both operands are fed without a limit by local memory. The array
  // must be idle.
  void start(const Matrix& a, const Matrix& b);

  sc_core::sc_event finished;  // at the end of the clock in which the last result left
  Cycles clocks() const { return clocks_; }
  Matrix product() const;

 private:
  void step();

  SystolicSpec spec_;
  sc_core::sc_time period_;
  sc_core::sc_event begin_;
  std::variant<std::monostate, StationaryOperandArray, StationaryResultArray> grid_;
  Cycles clocks_;
};

}  // namespace tessera
