// Networks written out in a word: "mesh:8x8", "flatfly:4x4x4", "ring:16".
#pragma once

#include <optional>
#include <string>

#include "isa/noc/topology.h"

namespace tessera {

// Whether the word is meant as a network written out: a kind, a colon, numbers.
bool is_written_out(const std::string& name);

// Of a network that is looked at: the ways between all pairs are found.
inline constexpr int kMostNodes = 1024;

// Throws InputError(kUsage) that says what was found and what is allowed.
noc::Topology written_out(const std::string& name);

// "mesh:RxC, ...": the kinds and their numbers.
std::string written_out_kinds();

}  // namespace tessera
