// The time of any step of a serving engine, between steps that were simulated.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/app/serving/step_model.h"

namespace tessera::serving {

// What a step works on: one token each for `sequences` that have `cached` tokens all together, and
// pieces of prompts, each behind what is cached of it already.
struct StepLoad {
  struct Piece {
    std::int64_t tokens = 0;
    std::int64_t before = 0;
  };
  std::int64_t sequences = 0;
  std::int64_t cached = 0;
  std::vector<Piece> prompts;
};

// Simulated at powers of two of tokens, and at a short and a long cache; linear between:
//   products and vector work   in tokens of the step
//   attention of sequences     in their number, and in what is cached
//   attention of prompts       in pairs of query and key
//   head                       in sequences, a finished prompt counting as one
class StepTable {
 public:
  explicit StepTable(StepModel& model) : model_(model) {}

  Picoseconds time(const StepLoad& load);

 private:
  const StepTime& decode(std::int64_t sequences, std::int64_t kv);
  const StepTime& prefill(std::int64_t tokens);
  double work_on(std::int64_t tokens);
  double attention_of_sequences(std::int64_t sequences, double kv);
  double attention_of_pairs(double pairs);
  double head_of(std::int64_t sequences);

  StepModel& model_;
  std::map<std::int64_t, double> work_;  // by tokens: a step has few different numbers of them
  std::map<std::int64_t, double> head_;
};

}  // namespace tessera::serving
