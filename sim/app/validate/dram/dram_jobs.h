// What has to be run for the rows of a folder, and why some rows cannot be.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "sim/app/validate/dram/channels.h"
#include "sim/app/validate/dram/open_loop_rows.h"
#include "sim/app/validate/dram/tile_rows.h"

namespace tessera::validation {

struct DramTables {
  CsvTable open_loop, tiles;  // without header where the folder lacks the file
  std::vector<OpenLoopRow> open_loop_rows;
  std::vector<TileRow> tile_rows;
};

struct DramJob {
  dram::DramSpec spec;
  std::variant<dram::OpenLoopSpec, dram::TileReadsSpec> run;
  std::size_t row = 0;  // of its table
};

struct DramJobs {
  std::vector<DramJob> jobs;
  std::vector<std::string> why_not;  // of each row without one
  std::vector<std::string> notes;
};

// What does not fit together (a tile and a transaction, a stride and a channel) is a mistake.
DramJobs plan_jobs(const DramTables& tables, Channels& channels, std::vector<Mistake>& mistakes);

}  // namespace tessera::validation
