// The rows of `open_loop.csv`: patterns at full load and at shares of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "isa/dram/open_loop.h"
#include "sim/app/validate/csv_table.h"
#include "sim/app/validate/dram/row_channel.h"

namespace tessera::validation {

struct OpenLoopRow {
  RowChannel channel;
  std::string pattern, mix, load;  // "seq", "2R1W", "0.85" or "sat"
  dram::OpenLoopSpec run;
  std::optional<double> utilisation, latency_nck, p99_nck, peak_gb_per_s;  // of the reference

  bool saturated() const { return load == "sat"; }
};

// One for each row of the table. The load of a row is its share of the utilisation that the
// saturated row of the same kind achieved; without such a row, the utilisation that was offered.
std::vector<OpenLoopRow> read_open_loop_rows(const CsvTable& table, std::vector<Mistake>& mistakes);

// "seq", "random", "stride256", "rand1k"; empty if it is none of these.
std::optional<dram::PatternSpec> pattern_named(const std::string& name);

}  // namespace tessera::validation
