// An estimate of the die area of a chip from its blocks.
#pragma once

#include <string>
#include <vector>

#include "isa/area/table.h"
#include "isa/chip_spec.h"

namespace tessera {

struct AreaItem {
  std::string name;  // "matrix"
  double mm2 = 0;
};

struct DieEstimate {
  std::vector<AreaItem> blocks;  // in a fixed order, those of no area left out
  double uncore = 0;             // mm2, beside the blocks
  double blocks_mm2() const;
  double die_mm2() const { return blocks_mm2() + uncore; }
};

// Blocks of all dies of the chip together: products, lanes, what else a core has and local memory
// of cores (spare ones included), shared buffer, memory interface, links. `stacks` of HBM beside
// the die, 0 where there are none.
DieEstimate estimate_die(const ChipSpec& chip, std::int64_t stacks, const AreaTable& table);

// Multiply-accumulates per clock of one core's matrix units in bf16 of the same size: the largest
// over the types of rate x bits / 16, as units of several types share their multipliers. 0 where
// the lanes could do as much: two of 16 bits each.
double matrix_size(const ChipSpec& chip);

}  // namespace tessera
