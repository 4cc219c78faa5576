#include "sim/app/validate/dram/columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tessera::validation {
namespace {

using Names = std::vector<std::string>;

struct Columns {
  std::string file;
  Names measured;  // compared with what is predicted
  Names others;    // what rows are about, and what else the simulators report
};

const Columns& open_loop_columns() {
  static const Columns kColumns = {"open_loop.csv",
                                   {"achieved_util", "rd_lat_avg_nck", "rd_lat_p99_nck"},
                                   {"simulator",
                                    "config",
                                    "mapping",
                                    "pattern",
                                    "rw_mix",
                                    "load_frac_of_sat",
                                    "offered_util",
                                    "peak_gbs",
                                    "achieved_gbs",
                                    "rd_lat_p50_nck",
                                    "rd_lat_max_nck",
                                    "rd_srclat_avg_nck",
                                    "rd_srclat_p99_nck",
                                    "rd_lat_avg_ns",
                                    "rd_lat_p99_ns",
                                    "row_hit_rate",
                                    "measured_cycles",
                                    "reads",
                                    "writes",
                                    "tx_bytes",
                                    "tck_ps"}};
  return kColumns;
}

const Columns& tile_columns() {
  static const Columns kColumns = {
      "tile.csv",
      {"avg_nck", "p99_nck"},
      {"simulator", "config", "mapping", "tile_bytes", "tiles", "p50_nck", "min_nck", "max_nck",
       "avg_ns", "effective_gbs", "fraction_of_peak", "tx_bytes", "tck_ps"}};
  return kColumns;
}

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string counted(const Names& names) {
  return fmt::format("column{} {}", names.size() == 1 ? "" : "s", fmt::join(names, ", "));
}

Names notes(const CsvTable& table, const Columns& columns) {
  if (table.header.empty()) return {};
  Names missing, unknown, notes;
  for (const std::string& name : columns.measured)
    if (!table.column(name)) missing.push_back(name);
  for (const std::string& name : table.header)
    if (!contains(columns.measured, name) && !contains(columns.others, name))
      unknown.push_back(name);
  if (!missing.empty())
    notes.push_back(
        fmt::format("{} has no {}: nothing to compare with there", columns.file, counted(missing)));
  if (!unknown.empty())
    notes.push_back(fmt::format("{}: ignored the unknown {}", columns.file, counted(unknown)));
  return notes;
}

}  // namespace

std::vector<std::string> open_loop_column_notes(const CsvTable& table) {
  return notes(table, open_loop_columns());
}

std::vector<std::string> tile_column_notes(const CsvTable& table) {
  return notes(table, tile_columns());
}

}  // namespace tessera::validation
