// Which columns the tables of rows have: measured ones that are missing are not compared, unknown
// ones are ignored; both are worth a note, as a name may be misspelt.
#pragma once

#include <string>
#include <vector>

#include "sim/app/validate/csv_table.h"

namespace tessera::validation {

// Of tables that are there.
std::vector<std::string> open_loop_column_notes(const CsvTable& table);
std::vector<std::string> tile_column_notes(const CsvTable& table);

}  // namespace tessera::validation
