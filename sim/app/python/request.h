// A run as Python asks for it: texts by the names of flags, and what changes the chip.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/app/simulate/request_text.h"

namespace tessera::python {

using Flags = std::vector<std::pair<std::string, std::string>>;
using Texts = std::vector<std::string>;

inline RequestText request_text(const Flags& flags, Texts set, Texts with, Texts dim) {
  RequestText text;
  for (const auto& [name, value] : flags) set_flag(name, value, text);
  text.set = std::move(set);
  text.with = std::move(with);
  text.dim = std::move(dim);
  return text;
}

}  // namespace tessera::python
