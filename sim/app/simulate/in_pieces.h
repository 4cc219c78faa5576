// A product in pieces, each of which is sent while the next one is computed.
#pragma once

#include <cstdint>

#include "sim/core/units.h"

namespace tessera {

// Of one piece.
struct PieceTimes {
  Picoseconds product;
  Picoseconds beside;  // the product while a collective holds cores; at least `product`
  Picoseconds collective;
};

// Of all pieces.
struct SentInPieces {
  Picoseconds computing;  // the products, one behind the other
  Picoseconds exposed;    // from the end of the last one to the end of the last collective
  Picoseconds beside;     // of `product` times, what was done while a collective held cores
  Picoseconds elapsed() const { return computing + exposed; }
};

// A collective begins behind its piece and behind the collective before.
SentInPieces in_pieces(const PieceTimes& piece, std::int64_t pieces);

}  // namespace tessera
