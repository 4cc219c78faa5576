// The matrix and vector work of one thread block by itself, in the order its tokens allow.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Picoseconds from the first to the last of it: engines take their instructions in order, tokens
// make one wait for another, bytes are there when asked for. A product that needs the vector work
// on its operand waits for it, so a block alternates between the engines unless its body
// interleaves several rows of tiles. The first repeats are walked; the later ones take as long as
// the last of those walked, once the pattern has settled.
double time_alone(const ChipSpec& chip, const Kernel& kernel, const std::vector<Instruction>& body);

// Whether a load waits for another one, which gives away where it finds its bytes (a look-up).
bool loads_wait_for_loads(const std::vector<Instruction>& body);

// Picoseconds until the first matrix or vector instruction can start: latencies of the loads it
// waits for, one after the other where a load waits for another (a look-up).
double first_work(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                  const std::vector<Instruction>& body);

}  // namespace tessera
