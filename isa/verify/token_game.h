// Plays the tokens of one core's stream without time: what a queue may do it does.
#pragma once

#include <vector>

#include "isa/program.h"

namespace tessera {

struct TokenGame {
  std::vector<const Instruction*> stuck;  // the next of every queue that cannot go on
  std::vector<std::int64_t> tokens;       // at the end, or where it stuck
};

// A token is taken by one queue, so the order of the moves does not matter; the text's own order is
// tried first and skips repeats that leave no token poorer. Barriers wait for other kernels only
// and are open.
TokenGame play_tokens(const Kernel& kernel, const std::vector<Instruction>& body);

// Instructions that read a buffer which nothing has written when the queues that use results run
// ahead as far as their tokens let them. A matmul writes its sums.
struct EarlyRead {
  int line, column;
  int buffer;
};
std::vector<EarlyRead> early_reads(const Kernel& kernel, const std::vector<Instruction>& body);

}  // namespace tessera
