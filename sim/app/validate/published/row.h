// One row of a table of published results: what was run, in the words of who published it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation::published {

struct Row {
  std::string chip, workload, phase, dtype;
  std::string batch, input, output;  // as published: a number, "<=1024", "TP8", nothing
  std::string metric, unit, conditions;
  std::optional<double> chips;  // 0.5: one die of two
  std::optional<double> value;
};

inline constexpr const char* kTable = "published_performance.csv";

// Chip, workload, phase, metric and unit must be there; any other column may be absent.
std::vector<Row> read_rows(const CsvTable& table, std::vector<Mistake>& mistakes);

}  // namespace tessera::validation::published
