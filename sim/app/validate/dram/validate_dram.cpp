#include "sim/app/validate/dram/validate_dram.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/app/validate/dram/columns.h"
#include "sim/app/validate/dram/dram_comparisons.h"

namespace tessera::validation {
namespace {

CsvTable read_if_there(const Folder& folder, const std::string& name,
                       std::vector<Mistake>& mistakes) {
  return folder.has(name) ? read_csv(folder.path / name, mistakes) : CsvTable();
}

Channels read_channels(const Folder& folder, std::vector<Mistake>& mistakes) {
  ParametersByConfig parameters;
  ConstraintsByConfig constraints;
  if (folder.has("configs.csv"))
    parameters = read_parameters(read_csv(folder.path / "configs.csv", mistakes), mistakes);
  if (folder.has("timing_constraints.csv"))
    constraints =
        read_constraints(read_csv(folder.path / "timing_constraints.csv", mistakes), mistakes);
  return {std::move(parameters), std::move(constraints)};
}

DramTables read_tables(const Folder& folder, std::vector<Mistake>& mistakes) {
  DramTables tables;
  tables.open_loop = read_if_there(folder, "open_loop.csv", mistakes);
  tables.tiles = read_if_there(folder, "tile.csv", mistakes);
  tables.open_loop_rows = read_open_loop_rows(tables.open_loop, mistakes);
  tables.tile_rows = read_tile_rows(tables.tiles, mistakes);
  return tables;
}

std::string cell(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : std::string();
}

std::vector<std::string> cells_of(const DramPrediction& prediction) {
  return {cell(prediction.utilisation, 5), cell(prediction.read_latency_nck, 3),
          cell(prediction.tile_nck, 3), cell(prediction.p99_nck, 0)};
}

// The table with nothing predicted yet.
PredictedTable unpredicted_table(const std::string& name, CsvTable table) {
  PredictedTable result;
  result.name = name;
  result.columns = {"predicted_util", "predicted_rd_lat_mean_nck", "predicted_avg_nck",
                    "predicted_p99_nck"};
  result.cells.assign(table.rows.size(), cells_of({}));
  result.table = std::move(table);
  return result;
}

std::vector<Unpredicted> counted(const std::vector<std::string>& reasons) {
  std::vector<Unpredicted> result;
  for (const std::string& why : reasons) {
    const auto at = std::find_if(result.begin(), result.end(),
                                 [&](const Unpredicted& known) { return known.why == why; });
    if (at == result.end())
      result.push_back({why, 1});
    else
      ++at->rows;
  }
  return result;
}

// Whose rows are predicted with the policy of another.
std::vector<std::string> nearest_policies(const DramTables& tables) {
  const auto dramsim3 = [](const auto& row) { return row.channel.simulator == "dramsim3"; };
  const bool some =
      std::any_of(tables.open_loop_rows.begin(), tables.open_loop_rows.end(), dramsim3) ||
      std::any_of(tables.tile_rows.begin(), tables.tile_rows.end(), dramsim3);
  if (!some) return {};
  return {
      "dramsim3: predicted with the policy dramsys-wm, the nearest there is; thresholds leave "
      "its rows out"};
}

// What of the folder is missing or ignored, though nothing is wrong with it.
std::vector<std::string> notes_on(const Folder& folder, const DramTables& tables) {
  std::vector<std::string> notes = open_loop_column_notes(tables.open_loop);
  for (const std::string& note : tile_column_notes(tables.tiles)) notes.push_back(note);
  const bool rows = !tables.open_loop_rows.empty() || !tables.tile_rows.empty();
  if (rows && !folder.has("configs.csv"))
    notes.emplace_back("there is no configs.csv: without parameters no row is predicted");
  return notes;
}

// Puts what was predicted beside the rows, in their order.
void fill(Validation& validation, const DramTables& tables, const std::vector<DramJob>& jobs,
          const std::vector<std::optional<DramPrediction>>& predictions) {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!predictions[i]) continue;
    const std::size_t row = jobs[i].row;
    const std::string& policy = jobs[i].spec.policy.name;
    const bool tile = std::holds_alternative<dram::TileReadsSpec>(jobs[i].run);
    PredictedTable& table = validation.tables[tile ? 1 : 0];
    table.cells[row] = cells_of(*predictions[i]);
    ++table.predicted;
    if (tile)
      compare(tables.tile_rows[row], policy, *predictions[i], validation.comparisons);
    else
      compare(tables.open_loop_rows[row], policy, *predictions[i], validation.comparisons);
  }
}

}  // namespace

Validation validate_dram(const Folder& folder, dram::Detail detail, const Control& control) {
  std::vector<Mistake> mistakes;
  Channels channels = read_channels(folder, mistakes);
  const DramTables tables = read_tables(folder, mistakes);
  const DramJobs planned = plan_jobs(tables, channels, mistakes);
  if (!mistakes.empty()) throw InputError(ExitCode::kBadInput, mistakes);

  Validation validation;
  validation.kind = "dram";
  validation.folder = folder.path.string();
  validation.detail = detail == dram::Detail::kTile ? "tile" : "cycle";
  validation.dimensions = dram_dimensions();
  validation.quantities = dram_quantities();
  validation.tables = {unpredicted_table("open_loop.csv", tables.open_loop),
                       unpredicted_table("tile.csv", tables.tiles)};
  validation.unpredicted = counted(planned.why_not);
  for (const auto& notes : {notes_on(folder, tables), nearest_policies(tables), planned.notes})
    validation.notes.insert(validation.notes.end(), notes.begin(), notes.end());

  std::vector<std::optional<DramPrediction>> predictions(planned.jobs.size());
  validation.partial = !in_parallel(planned.jobs.size(), control, [&](std::size_t i) {
    predictions[i] = prediction_of(planned.jobs[i], detail);
  });
  fill(validation, tables, planned.jobs, predictions);
  return validation;
}

}  // namespace tessera::validation
