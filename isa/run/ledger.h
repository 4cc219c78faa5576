// Adds up the records of a program's pieces to its execution.
#pragma once

#include <array>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/execution.h"
#include "isa/run/pieces.h"
#include "isa/run/run_record.h"

namespace tessera {

class Ledger {
 public:
  explicit Ledger(std::size_t operators) { execution_.operators.resize(operators); }

  // One piece after the other; counts for `piece.runs` equal runs.
  void add(const Piece& piece, const RunRecord& record);

  Picoseconds elapsed() const { return execution_.elapsed; }

  // Everything but the occupancies, which belong to the blocks of the hardware. `trace` is of full
  // clock.
  Execution finish(const ChipSpec& chip, SpanTrace trace = {});

 private:
  void add(const KernelRecord& kernel, std::int64_t executions);

  Execution execution_;
  BandwidthLoss traffic_;
};

}  // namespace tessera
