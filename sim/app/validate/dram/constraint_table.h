// The constraints of every configuration of a folder (`timing_constraints.csv`): after one command
// another one waits.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "isa/dram/spec.h"
#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

struct ConstraintTable {
  SourceLocation where;  // its first row
  std::vector<dram::Constraint> constraints;

  bool has(dram::Command after, dram::Command before) const;
  bool two_part_activate() const;  // some row names ACT2
};

using ConstraintsByConfig = std::map<std::string, ConstraintTable>;

// Unknown commands and levels, a window of zero and the like become mistakes. Commands that are
// never issued here (refresh management) are skipped.
ConstraintsByConfig read_constraints(const CsvTable& table, std::vector<Mistake>& mistakes);

// Adds a mistake for each wait without which no channel can be simulated.
void require_waits(const std::string& config, const ConstraintTable& table,
                   std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
