// How large a network is: what `tessera show MODEL` prints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/simulate/inputs.h"
#include "sim/app/simulate/part.h"

namespace tessera {

// Sizes are counted at the defaults of one phase: prefill for a network that has phases.
struct ModelSize {
  std::string name;
  Workload workload;
  BoundGraph bound;
  std::size_t operators = 0;
  std::optional<TokenSize> token;  // of a language model
  std::vector<std::string> notes;  // of reading it
};

// Throws InputError as read_network does.
ModelSize model_size(const proto::Request& request);

std::string model_size_text(const ModelSize& size);
std::string model_size_json(const ModelSize& size);

}  // namespace tessera
