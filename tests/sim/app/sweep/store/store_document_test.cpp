// docs/sweep_store.md against the tables there are.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <utility>

#include "sim/app/run_directory/file.h"
#include "tests/sim/app/sweep/results/made_up_sweep.h"

namespace tessera::sweep {
namespace {

using testing::HasSubstr;

std::string document() { return read_file(TESSERA_SOURCE_DIR "/docs/sweep_store.md"); }

TEST(StoreDocument, NamesEveryColumnOfEveryTable) {
  MadeUpSweep sweep;
  const std::string text = document();
  Statement tables = sweep.store().query("SELECT name FROM sqlite_master WHERE type='table'");
  int columns = 0;
  while (tables.step()) {
    EXPECT_THAT(text, HasSubstr("`" + tables.text(0) + "`: one row for"));
    Statement named = sweep.store().query(
        fmt::format("SELECT name FROM pragma_table_info('{}')", tables.text(0)));
    for (; named.step(); ++columns) EXPECT_THAT(text, HasSubstr("`" + named.text(0) + "`"));
  }
  EXPECT_GT(columns, 30);
}

TEST(StoreDocument, StatesTheNumberOfTheSchema) {
  EXPECT_THAT(document(), HasSubstr(fmt::format("`PRAGMA user_version` (now {})", kStoreSchema)));
}

// Stores of one number must be readable by each other: where this fails, kStoreSchema grows first,
// at the latest with a release.
TEST(StoreDocument, ASchemaHasItsNumberOfMetrics) {
  EXPECT_EQ(std::make_pair(kStoreSchema, sweep_metrics().size()), std::make_pair(1, 27UL));
}

}  // namespace
}  // namespace tessera::sweep
