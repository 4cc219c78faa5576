// A batch cut in pieces for those of its products whose results are sent.
#pragma once

#include <vector>

#include "sim/app/simulate/batch_lengths.h"
#include "sim/app/simulate/lowered_batch.h"

namespace tessera {

// Operators of a program, the collective right behind the product.
struct SentProduct {
  int product = 0, collective = 0;
};
std::vector<SentProduct> sent_products(const Program& program);

struct Pieces {
  std::int64_t count = 1;
  LoweredBatch piece;
};

// Into as many equal pieces as are tried (2, 4, 8), divide the tokens of the prompts, or else the
// sequences, and have tiles that fit.
std::vector<Pieces> cut_in_pieces(const Inputs& inputs, const BatchLengths& own, bool is_step);

// One of `count` equal pieces; empty where they do not divide.
BatchLengths piece_of(const BatchLengths& own, std::int64_t count, bool between_tokens);

}  // namespace tessera
