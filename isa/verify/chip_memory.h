// What of a program's tensors each chip of its pipeline holds.
#pragma once

#include <vector>

#include "isa/program.h"

namespace tessera {

// One entry per chip, or per group of chips that share operators: the tensors named between two
// sends, each once, of those over several chips one part. Activations that are not there at the
// same time share memory.
std::vector<Bytes> bytes_by_stage(const Program& program);

}  // namespace tessera
