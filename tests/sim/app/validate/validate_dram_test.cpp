// Whole folders: the extract, LPDDR5 from its tables alone, and the full tables where they are.
#include "sim/app/validate/dram/validate_dram.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/error_statistics.h"
#include "sim/app/validate/points_files.h"
#include "sim/app/validate/report_json.h"
#include "sim/app/validate/validate.h"
#include "tests/support/temporary_folder.h"

namespace tessera::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path kTables =
    std::filesystem::path(TESSERA_SOURCE_DIR) / "tests/sim/app/validate";

double largest_error(const Validation& validation, const std::string& policy,
                     const std::string& quantity, const std::string& dimension = "policy") {
  for (const GroupErrors& group : group_errors(validation, dimension))
    if (group.group == policy && group.quantity == quantity) return group.errors.largest;
  ADD_FAILURE() << "no " << quantity << " of " << policy;
  return 1;
}

TEST(ValidateDram, PredictsTheExtract) {
  const Validation validation = validate({kTables / "extract", "cycle"}, Control());
  EXPECT_THAT(validation.unpredicted, IsEmpty());
  EXPECT_THAT(validation.notes,
              ElementsAre("ignored: source.md", HasSubstr("dramsim3: predicted with the policy")));
  EXPECT_LE(largest_error(validation, "ramulator2", "utilisation"), 0.0005);
  EXPECT_LE(largest_error(validation, "ramulator2", "mean read latency"), 0.001);
  EXPECT_LE(largest_error(validation, "ramulator2", "mean tile time"), 0.0005);
  EXPECT_LE(largest_error(validation, "dramsys", "utilisation"), 0.001);
  EXPECT_LE(largest_error(validation, "dramsim3", "utilisation"), 0.01);
}

TEST(ValidateDram, TheNumberOfJobsChangesNothing) {
  Control one;
  one.jobs = 1;
  Control three;
  three.jobs = 3;
  EXPECT_EQ(json_report(validate({kTables / "extract", "tile"}, one)),
            json_report(validate({kTables / "extract", "tile"}, three)));
}

TEST(ValidateDram, PredictsLpddr5FromItsTablesAlone) {
  const Validation validation = validate({kTables / "lpddr5", "cycle"}, Control());
  const PredictedTable& rows = validation.tables.at(0);
  EXPECT_EQ(rows.predicted, rows.table.rows.size());
  EXPECT_THAT(validation.notes, ElementsAre("ignored: source.md"));
  const double stream = std::stod(rows.cells.at(0).at(0));  // map1, seq, R, sat
  EXPECT_GT(stream, 0.9);
  EXPECT_LT(stream, 0.95);  // what refresh leaves
  for (const auto& cells : rows.cells) EXPECT_GT(std::stod(cells.at(0)), 0.2);
}

TEST(ValidateDram, PointsHaveTheInputsColumnsAndThePredictionsBehind) {
  const TemporaryFolder folder;
  const Validation validation = validate({kTables / "extract", "cycle"}, Control());
  std::filesystem::create_directory(folder.path() / "points");
  write_points(validation, folder.path() / "points");
  const std::string input = read_file(kTables / "extract" / "tile.csv");
  const std::string output = read_file(folder.path() / "points" / "tile.csv");
  EXPECT_THAT(output, HasSubstr(input.substr(0, input.find('\n')) +
                                ",predicted_util,predicted_rd_lat_mean_nck,predicted_avg_nck,"
                                "predicted_p99_nck\n"));
  EXPECT_THAT(output, HasSubstr(",0.4448,64,625,0.44475,,143.900,622\n"));
}

TEST(ValidateDram, RowsOfUnknownConfigurationsStayWithoutPrediction) {
  const TemporaryFolder folder;
  folder.write("tile.csv",
               "simulator,config,mapping,tile_bytes,tiles,avg_nck,p99_nck\n"
               "ramulator2,DDR9,map1,1024,2,1,1\n"
               "ramulator2,DDR9,map2,1024,2,1,1\n");
  const Validation validation = validate({folder.path(), "tile"}, Control());
  EXPECT_THAT(validation.notes, ElementsAre(HasSubstr("there is no configs.csv")));
  ASSERT_EQ(validation.unpredicted.size(), 1);
  EXPECT_EQ(validation.unpredicted[0].rows, 2);
  EXPECT_THAT(validation.tables.at(1).cells.at(0), ElementsAre("", "", "", ""));
}

TEST(ValidateDram, ColumnsThatAreMissingOrUnknownAreNoted) {
  const TemporaryFolder folder;
  for (const char* name : {"configs.csv", "timing_constraints.csv"})
    std::filesystem::copy_file(kTables / "extract" / name, folder.path() / name);
  folder.write("tile.csv",
               "simulator,config,mapping,tile_bytes,tiles,avg_nkc,p99_nck\n"
               "ramulator2,DDR4_3200,map1,1024,2,143.9,622\n");
  const Validation validation = validate({folder.path(), "tile"}, Control());
  EXPECT_EQ(validation.tables.at(1).predicted, 1);
  EXPECT_THAT(validation.notes,
              ElementsAre("tile.csv has no column avg_nck: nothing to compare with there",
                          "tile.csv: ignored the unknown column avg_nkc"));
  EXPECT_THAT(json_report(validation), HasSubstr("ignored the unknown column avg_nkc"));
}

TEST(ValidateDram, AnInterruptedOneKeepsWhatItHas) {
  Control control;
  control.jobs = 1;
  control.interrupted = [] { return true; };
  const Validation validation = validate({kTables / "extract", "cycle"}, control);
  const PredictedTable& rows = validation.tables.at(0);
  EXPECT_TRUE(validation.partial);
  EXPECT_LT(rows.predicted, rows.table.rows.size());
  EXPECT_EQ(rows.cells.size(), rows.table.rows.size());
}

TEST(ValidateDram, AFolderWithoutAKnownTableIsRefused) {
  const TemporaryFolder folder;
  folder.write("notes.txt", "");
  EXPECT_THROW(validate({folder.path(), "tile"}, Control()), InputError);
  EXPECT_THROW(validate({folder.path() / "absent", "tile"}, Control()), InputError);
}

// The rows of the full tables that a test has time for: all tiles but the longest, and every
// configuration at full load and one share of it.
void copy_some(const std::filesystem::path& from, const TemporaryFolder& to) {
  for (const char* name : {"configs.csv", "timing_constraints.csv", "tile.csv"})
    std::filesystem::copy_file(from / name, to.path() / name);
  std::vector<Mistake> mistakes;
  const CsvTable table = read_csv(from / "open_loop.csv", mistakes);
  std::string text = table.header_text + "\n";
  int number = 0;
  for (const CsvRow& row : table.rows) {
    const bool bound = row.cells[0] == "ramulator2" || row.cells[0] == "dramsys";
    const std::string& load = row.cells[5];
    if (bound && (load == "sat" || (load == "0.85" && ++number % 3 == 0))) text += row.text + "\n";
  }
  to.write("open_loop.csv", text);
}

TEST(ValidateDram, StaysWithinItsBoundsOnTheFullTables) {
  const char* reference = std::getenv("TESSERA_REFERENCE");
  if (reference == nullptr || !std::filesystem::exists(std::filesystem::path(reference) / "dram"))
    GTEST_SKIP() << "TESSERA_REFERENCE names no folder with dram: its tables are not compared";
  const TemporaryFolder folder;
  copy_some(std::filesystem::path(reference) / "dram", folder);
  const Validation validation = validate({folder.path(), "cycle"}, Control());
  EXPECT_THAT(validation.unpredicted, IsEmpty());
  EXPECT_LE(largest_error(validation, "ramulator2 R", "utilisation", "mix"), 0.005);
  EXPECT_LE(largest_error(validation, "ramulator2 2R1W", "utilisation", "mix"), 0.02);
  EXPECT_LE(largest_error(validation, "ramulator2 1R1W", "utilisation", "mix"), 0.02);
  EXPECT_LE(largest_error(validation, "ramulator2", "mean read latency"), 0.01);
  EXPECT_LE(largest_error(validation, "ramulator2", "mean tile time"), 0.005);
  EXPECT_LE(largest_error(validation, "ramulator2", "P99 tile time"), 0.005);
  EXPECT_LE(largest_error(validation, "dramsys", "utilisation"), 0.01);
  EXPECT_LE(largest_error(validation, "dramsys", "mean read latency"), 0.025);
}

}  // namespace
}  // namespace tessera::validation
