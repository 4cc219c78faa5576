// What a run takes into account, and what it leaves out, in sentences: it depends on what the chip
// declares and on the level of detail.
#pragma once

#include <string>
#include <vector>

#include "sim/app/simulate/inputs.h"

namespace tessera {

struct Mechanism {
  std::string of;  // "memory"
  std::string text;
};

std::vector<Mechanism> modelled(const Inputs& inputs);
std::vector<Mechanism> not_modelled(const Inputs& inputs);

}  // namespace tessera
