// How a network is spread over chips.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tessera {

// The product of all but `expert` is the number of chips. Beside each other lie the chips that
// share every layer, then those of one sequence, then those of one batch, then the stages. Experts
// are spread over `expert` chips of a stage, whatever else these do; 1: with the layer they are in.
struct ParallelPlan {
  std::int64_t tensor = 1;        // share every layer
  std::int64_t pipeline = 1;      // stages of layers
  std::int64_t expert = 1;        // share the experts of a mixture
  std::int64_t data = 1;          // each with sequences of its own
  std::int64_t context = 1;       // share the tokens of every sequence
  std::int64_t microbatches = 1;  // that a batch passes the pipeline in

  std::int64_t stage_chips() const { return tensor * data * context; }
  std::int64_t chips() const { return stage_chips() * pipeline; }
  bool operator==(const ParallelPlan&) const = default;
};

// "tp=8,pp=2,ep=32,dp=4,cp=2", in any order, each at most once. Throws InputError(kUsage) naming
// what was found and what is allowed: numbers from 1 to 2^20, ep that divides the chips of a stage.
ParallelPlan parse_plan(std::string_view text);

// Of one that was not parsed; throws likewise.
void check_plan(const ParallelPlan& plan);

std::string name_of(const ParallelPlan& plan);  // "tp=8,pp=2"; "tp=1" where nothing is shared

}  // namespace tessera
