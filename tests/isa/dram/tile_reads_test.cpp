#include "isa/dram/tile_reads.h"

#include <gtest/gtest.h>

#include "isa/dram/run_source.h"
#include "tests/support/small_dram.h"

namespace tessera::dram {
namespace {

TEST(RunSource, HasSoManyTransactionsInARow) {
  RunSource source(7, 2, true, 40);
  EXPECT_EQ(source.created(), 40);
  EXPECT_EQ(source.access().transaction, 7u);
  EXPECT_TRUE(source.access().write);
  source.pop();
  EXPECT_EQ(source.access().transaction, 8u);
  source.pop();
  EXPECT_EQ(source.left(), 0);
  EXPECT_EQ(source.created(), kNever);
}

TEST(TileReads, ATileOfOneTransactionTakesAnIdleRead) {
  DramSpec spec = small_dram();
  spec.policy.pages = Pages::kClosed;  // no tile finds its row open
  TileReadsSpec tiles;
  tiles.tile_bytes = 64;
  const TileReadsResult result = run_tile_reads(spec, tiles);
  EXPECT_EQ(result.clocks.number(), 20);
  EXPECT_EQ(result.clocks.smallest(), 1 + 10 + 12 + 4);
  EXPECT_EQ(result.clocks.largest(), 1 + 10 + 12 + 4);
}

TEST(TileReads, ATileOfARowTakesItsBurstsAtTheDistanceOfABankGroup) {
  DramSpec spec = small_dram();
  spec.policy.pages = Pages::kClosed;
  TileReadsSpec tiles;
  tiles.tile_bytes = spec.organisation.row_bytes();
  const TileReadsResult result = run_tile_reads(spec, tiles);
  EXPECT_EQ(result.clocks.largest(), 1 + 10 + 7 * 6 + 12 + 4);
  EXPECT_EQ(result.counts.commands[index_of(Command::kActivate)], 20);
}

TEST(TileReads, LongTilesApproachTheRateOfAStream) {
  DramSpec spec = ddr4_like();
  spec.policy.refresh = Refresh::kNone;
  for (const auto& mapping : {bank_groups_interleaved(), row_contiguous()}) {
    spec.mapping = mapping;
    TileReadsSpec tiles;
    tiles.tile_bytes = 256 * 1024;
    tiles.tiles = 4;
    const double bursts = 256 * 1024 / 64 * 4;
    const double mean = run_tile_reads(spec, tiles).clocks.mean();
    EXPECT_GE(mean, bursts);
    EXPECT_LE(mean, mapping == row_contiguous() ? 2.1 * bursts : 1.03 * bursts);
  }
}

TEST(TileReads, TilesAtPresetClocksMeetRefreshesAtTheSamePhase) {
  DramSpec spec = ddr4_like();
  spec.policy.pages = Pages::kClosed;
  TileReadsSpec tiles;
  tiles.tile_bytes = 4096;
  tiles.every = spec.clocks.refresh_interval;
  const TileReadsResult result = run_tile_reads(spec, tiles);
  // Tile 0 begins 64 to 575 clocks in; the others on the clock where a refresh falls due.
  EXPECT_GE(result.clocks.percentile(0.5), result.clocks.smallest() + 500);
  EXPECT_EQ(result.counts.commands[index_of(Command::kRefreshAll)], 19 * 2);
}

TEST(TileReads, ManyLongOnesTakeAboutAsLongByTheirPaceAsByCommands) {
  const DramSpec spec = hbm3_like();
  TileReadsSpec tiles;
  tiles.tiles = 100;
  tiles.every = 9000;
  const TileReadsResult paced = run_tile_reads(spec, tiles, Detail::kTile);
  const TileReadsResult stepped = run_tile_reads(spec, tiles, Detail::kCycle);
  EXPECT_NEAR(paced.clocks.mean() / stepped.clocks.mean(), 1, 0.005);
  EXPECT_EQ(paced.counts.data_clocks, stepped.counts.data_clocks);
}

TEST(TileReads, TwoRunsAreEqual) {
  const TileReadsResult a = run_tile_reads(hbm3_like(), {}), b = run_tile_reads(hbm3_like(), {});
  EXPECT_EQ(a.counts, b.counts);
  EXPECT_EQ(a.clocks.mean(), b.clocks.mean());
}

}  // namespace
}  // namespace tessera::dram
