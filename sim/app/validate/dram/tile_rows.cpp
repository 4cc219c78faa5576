#include "sim/app/validate/dram/tile_rows.h"

namespace tessera::validation {
namespace {

constexpr std::int64_t kLargestTile = std::int64_t{1} << 26;  // bytes
constexpr std::int64_t kMostTiles = 10000;
constexpr double kMost = 1e12;

}  // namespace

std::vector<TileRow> read_tile_rows(const CsvTable& table, std::vector<Mistake>& mistakes) {
  std::vector<TileRow> rows;
  if (!require_columns(table, {"simulator", "config", "mapping", "tile_bytes", "tiles"}, mistakes))
    return rows;
  for (const CsvRow& line : table.rows) {
    RowReader cells(table, line, mistakes);
    TileRow row;
    row.channel = read_row_channel(cells);
    row.run.tile_bytes = cells.integer("tile_bytes", 1, kLargestTile);
    row.run.tiles = static_cast<int>(cells.integer("tiles", 1, kMostTiles));
    row.mean_nck = cells.optional_number("avg_nck", 0, kMost);
    row.p99_nck = cells.optional_number("p99_nck", 0, kMost);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tessera::validation
