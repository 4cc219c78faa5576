// What can be wrong with a program before it runs on a chip.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "sim/core/diagnostics.h"

namespace tessera {

struct ProgramMistake {
  ExitCode code;  // kBadInput, kDoesNotFit or kDeadlock
  Mistake mistake;
};

// All mistakes, each at the line of its instruction in `file` where it has one:
//  - bad input: things named that are not there, cores twice or beyond the chip's, tiles larger
//  than
//    their tensor or buffer, work that no unit of the chip does, a buffer that is read before
//    anything wrote it, data tokens that are given and never taken;
//  - does not fit: buffers (x resident blocks) in local memory, tensors in memory;
//  - deadlock: queues that wait for tokens which never come, whatever the timing.
std::vector<ProgramMistake> verify(const Program& program, const ChipSpec& chip,
                                   const std::string& file = {});

// Throws InputError with the mistakes of the first code above that has any.
void require_valid(const Program& program, const ChipSpec& chip, const std::string& file = {});

}  // namespace tessera
