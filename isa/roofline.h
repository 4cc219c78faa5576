// The time that no execution of a program can beat: every resource at its peak,
// everything overlapped.
#pragma once

#include "isa/chip_spec.h"
#include "isa/execution.h"

namespace tessera {

struct Roofline {
  Picoseconds matrix;  // useful multiply-accumulates of the units at the peak of their type
  Picoseconds vector;
  Picoseconds memory;  // bytes that really moved (after hits) at peak bandwidth
  Picoseconds link;
  Picoseconds bound() const;  // the largest
};

Roofline roofline(const ChipSpec& chip, const Program& program, const Execution& execution);

}  // namespace tessera
