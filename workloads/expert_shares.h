// How much each expert of a mixture is chosen, as measured: a text of numbers.
#pragma once

#include <filesystem>
#include <vector>

namespace tessera {

// A line per layer with a mixture, or one line for all; in it a number per expert, apart by blanks
// or commas: tokens, or shares in any unit. Empty lines and what follows a # are left out. Throws
// InputError(kBadInput) with line and column of every number that is not one, is negative or
// infinite, and of lines that are shorter or longer than the first or have no number above 0.
std::vector<std::vector<double>> read_expert_shares(const std::filesystem::path& file);

}  // namespace tessera
