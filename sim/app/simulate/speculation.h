// Speculative decoding (Leviathan et al., arXiv:2211.17192): a draft proposes tokens one after the
// other, one step of the model checks all of them and adds one of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"

namespace tessera {

struct Speculation {
  std::string draft;               // as the report names it
  std::int64_t tokens = 4;         // that it proposes in a step
  double acceptance = 0.7;         // of a proposed token, given that those before it were kept
  std::optional<Inputs> model;     // of the draft; none: it takes no time on the chip
  Inputs check;                    // the model with logits of every token, beside the draft
  double tokens_per_step() const;  // expected: (1 - a^(tokens+1)) / (1 - a)
};

// What is asked for; nothing where the phase has no steps (a note says so). Throws InputError: no
// phases, numbers out of range, and all that resolving the draft may throw.
std::optional<Speculation> speculation_of(const proto::Request& request, Inputs& inputs);

// The step behind `generated` tokens, not executed: of one token each, or the check and as many
// steps of the draft as it proposes tokens, in the middle of them.
std::vector<Part> parts_of_step(const Inputs& inputs, const std::optional<Speculation>& speculation,
                                std::int64_t generated);

}  // namespace tessera
