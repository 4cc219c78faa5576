// The rows of `tile.csv`: whole tiles read one at a time.
#pragma once

#include <optional>
#include <vector>

#include "isa/dram/tile_reads.h"
#include "sim/app/validate/csv_table.h"
#include "sim/app/validate/dram/row_channel.h"

namespace tessera::validation {

struct TileRow {
  RowChannel channel;
  dram::TileReadsSpec run;
  std::optional<double> mean_nck, p99_nck;  // of the reference
};

// One for each row of the table.
std::vector<TileRow> read_tile_rows(const CsvTable& table, std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
