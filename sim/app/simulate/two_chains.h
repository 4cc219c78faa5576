// Two halves of a batch on one chip, as chains over the same operators: while one communicates, the
// other computes.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "sim/core/units.h"

namespace tessera {

struct ChainStep {
  int op = 0;
  bool communicates = false;
  Picoseconds time;    // with the chip, or its links, to itself
  Picoseconds beside;  // of an operator: while a collective holds cores; at least `time`
};
using Chain = std::vector<ChainStep>;

// Of one operator in one chain, all its steps together.
struct StepTimes {
  // Of the elapsed time: an operator's steps; of a collective's what no operator of the other chain
  // ran beside.
  Picoseconds charged;
  Picoseconds hidden;  // the rest of a collective
  Picoseconds beside;  // of an operator's `time`, what was done while a collective held cores
};

struct ChainSpan {
  std::size_t chain = 0;
  int op = 0;
  bool communicates = false;
  Picoseconds begin, end;
};

struct ChainSchedule {
  Picoseconds elapsed;                              // all charged times
  std::array<std::vector<StepTimes>, 2> operators;  // by chain and operator
  std::vector<ChainSpan> spans;                     // by their end
};

// The chip's cores serve one operator at a time, and so do its links one collective. Both go on
// with a chain until its next step needs the other one, and then take what waits; the first chain
// goes first. So the first is ahead at every operator, and at no moment both are idle: the whole
// takes no longer than one chain after the other, and no less than all operators or all
// collectives.
ChainSchedule schedule(const std::array<const Chain*, 2>& chains, std::size_t operators);

}  // namespace tessera
