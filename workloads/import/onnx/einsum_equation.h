// What an Einsum says: "bij,bjk->bik".
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tessera {

// One letter, or a digit: the place of a dimension of "..." from the end.
using Labels = std::string;

struct EinsumEquation {
  std::vector<Labels> operands;
  Labels result;
};

// Nothing where it does not fit operands of these ranks.
std::optional<EinsumEquation> read_einsum(const std::string& text,
                                          const std::vector<std::size_t>& ranks);

}  // namespace tessera
