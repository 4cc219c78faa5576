// Programs as text that people read and write; docs/isa.md describes every word of it.
#pragma once

#include <string>
#include <string_view>

#include "isa/program.h"

namespace tessera {

// Throws InputError(kBadInput) with all mistakes, each at its line and column of `file`.
// Instructions remember their line.
Program parse_assembly(std::string_view text, const std::string& file);

// parse_assembly gives the same program back, but for the lines.
std::string print_assembly(const Program& program);

}  // namespace tessera
