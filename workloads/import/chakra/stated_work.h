// Operations and bytes that a trace states, as a product or as work on the lanes.
#pragma once

#include <cstdint>
#include <optional>

namespace tessera {

// Elements are of two bytes.
struct StatedProduct {
  std::int64_t m = 1, n = 1, k = 1;
};

// A product whose operations (2 m n k) are those stated and whose operands and result have as
// nearly as whole numbers allow the bytes stated. Operations per byte say how: a square weight of
// w x w and m <= w rows are 2 m w^2 operations and 2 (2 m w + w^2) bytes, two equations for m and
// w. Of the whole numbers beside that m the better one is taken; n and k then share what is left so
// that the bytes fit, n the larger. More operations than any product of so few bytes has: a cube.
// Where no whole numbers have exactly the operations, n and k are multiples of 64 and 8 (from 1024
// and 512 on), as software pads them, and the operations are met to a percent.
// None below half an operation per byte, what a dot product has, the least of all products, and
// none where memory decides (below four) and no whole numbers come within a tenth of the bytes.
std::optional<StatedProduct> stated_product(std::int64_t operations, std::int64_t bytes);

// Everything else: elements that an operation is done on in each of so many steps, elements that
// are read beside them, and written, about a third of all.
struct StatedLanes {
  std::int64_t steps = 1, worked_on = 1, beside = 0, written = 1;
};
StatedLanes stated_lanes(std::int64_t operations, std::int64_t bytes);

}  // namespace tessera
