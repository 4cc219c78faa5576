// A kernel's content as bytes: kernels of equal key take equal time on equal hardware, whatever
// they are called.
#pragma once

#include <string>

#include "isa/program.h"

namespace tessera {

// Names, operator indices and line numbers are left out; a tensor counts by where it is placed.
void append_key(const Program& program, const Kernel& kernel, std::string& key);

}  // namespace tessera
