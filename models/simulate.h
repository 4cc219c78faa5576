// Runs a program on a chip elaborated in SystemC, at tile detail.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/program.h"

namespace tessera {

struct SimulationOptions {
  std::optional<TraceOptions> trace;  // fill Execution::trace
  bool reverse_cores = false;         // construct cores last to first: must not change anything
  bool fold = true;      // repeats of a section run cold and steady once; off: every repeat
  bool remember = true;  // equal grid kernels run once
  bool engines = true;   // fill Execution::occupancies
  std::function<bool()> interrupted;           // polled; true ends the run
  std::function<void(double share)> progress;  // 0..1
};

// No event is left and an engine has not finished; what() says who waits for whom.
class Deadlock : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
class Interrupted : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Any number of calls per process, for any hardware (docs/adr). Throws Deadlock, Interrupted.
Execution simulate(const ChipSpec& chip, const Program& program,
                   const SimulationOptions& options = {});

}  // namespace tessera
