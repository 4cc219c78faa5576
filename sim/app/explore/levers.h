// What of a chip can be turned up and down: the fields that this chip has, where each stands, and
// how far it makes sense to go.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_reader.h"

namespace tessera::explore {

struct Lever {
  std::string group;  // "Memory"
  std::string label;  // "Bandwidth"
  std::string field;  // of the chip text, for --set
  double value = 0;   // of the field, as the chip has it
  double shown = 0;   // what that comes to, in `unit`
  std::string unit;   // empty: a plain factor or count
  double least = 0;   // of the field
  double most = 0;
  bool whole = false;             // takes whole numbers only
  std::vector<double> choices{};  // those that it takes; empty: any between the two
};

std::vector<Lever> levers_of(const ReadChip& chip);

// {"chip", "kind", "default_dtype", "dtypes", "levers": [...]}
std::string levers_json(const std::string& name, const ReadChip& chip);

}  // namespace tessera::explore
