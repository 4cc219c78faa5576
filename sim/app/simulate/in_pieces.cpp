#include "sim/app/simulate/in_pieces.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

Picoseconds scaled(Picoseconds time, double factor) {
  return Picoseconds(std::llround(static_cast<double>(time.count()) * factor));
}

}  // namespace

SentInPieces in_pieces(const PieceTimes& piece, std::int64_t pieces) {
  const bool slower = piece.beside > piece.product && piece.product.count() > 0;
  const double slowdown = slower ? ratio(piece.beside, piece.product) : 1;
  SentInPieces sent;
  Picoseconds links_free;
  for (std::int64_t i = 0; i < pieces; ++i) {
    const Picoseconds busy = std::max(links_free - sent.computing, Picoseconds(0));
    const Picoseconds beside = std::min(piece.product, scaled(busy, 1 / slowdown));
    sent.beside += beside;
    sent.computing += scaled(beside, slowdown) + (piece.product - beside);
    links_free = std::max(links_free, sent.computing) + piece.collective;
  }
  sent.exposed = links_free - sent.computing;
  return sent;
}

}  // namespace tessera
