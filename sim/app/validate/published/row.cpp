#include "sim/app/validate/published/row.h"

#include "sim/app/validate/row_reader.h"

namespace tessera::validation::published {

std::vector<Row> read_rows(const CsvTable& table, std::vector<Mistake>& mistakes) {
  std::vector<Row> rows;
  if (!require_columns(table, {"chip", "workload", "phase", "metric", "unit"}, mistakes))
    return rows;
  for (const CsvRow& line : table.rows) {
    const RowReader cells(table, line, mistakes);
    Row row;
    row.chip = cells.text("chip");
    row.workload = cells.text("workload");
    row.phase = cells.text("phase");
    row.dtype = cells.text("dtype");
    row.batch = cells.text("batch");
    row.input = cells.text("input_len");
    row.output = cells.text("output_len");
    row.metric = cells.text("metric");
    row.unit = cells.text("unit");
    row.conditions = cells.text("conditions");
    row.chips = number_in(cells.text("n_chips"));
    row.value = number_in(cells.text("value"));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tessera::validation::published
