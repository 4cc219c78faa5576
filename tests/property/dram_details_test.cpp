// `tile` detail against `cycle`, its oracle, on memories of the library with everything about them
// drawn at random. What goes by remembered segments: the same times, latencies, commands and lost
// clocks, to the last one; only which cause a lost clock is laid to may differ a little, as how
// long ago a wait was over is not remembered. What goes by pace: within a percent.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

#include "isa/dram/address_map.h"
#include "isa/dram/open_loop.h"
#include "isa/dram/standard.h"
#include "isa/dram/stream.h"
#include "isa/dram/stream_reads.h"
#include "isa/dram/tile_reads.h"

namespace tessera::dram {
namespace {

constexpr int kTrials = 200;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low +
           static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class T>
  T one_of(std::initializer_list<T> all) {
    return *(all.begin() + between(0, static_cast<std::int64_t>(all.size()) - 1));
  }

 private:
  SplitMix random_;
};

// A memory of the library; its row waits times 0.6 to 1.6, its refresh interval times 0.5 to 1.5,
// other queues, policies, orders of address bits and rows.
DramSpec random_channel(Dice& dice) {
  StandardSource source;
  source.name_or_path =
      dice.one_of({"ddr4", "ddr5", "gddr6", "hbm2", "hbm3", "hbm4", "lpddr5", "stacked-dram"});
  DramSpec spec = *read_standard(source).channel;
  const bool two_slots = spec.policy.two_slots;
  if (dice.between(0, 1) == 0) spec.policy = *policy_named("ramulator2");
  spec.policy.two_slots = two_slots;
  spec.policy.read_depth = static_cast<int>(dice.between(8, 128));
  spec.policy.write_depth = spec.policy.read_depth;
  set_watermarks(spec.policy, 0.8, 0.2);
  spec.policy.refresh = dice.one_of({Refresh::kAllBank, Refresh::kPerBank, Refresh::kNone});
  if (dice.between(0, 3) == 0) spec.policy.pages = Pages::kClosed;
  const auto scale = [&dice](int clocks, int low, int high) {
    return static_cast<int>(clocks * dice.between(low, high) / 100);
  };
  for (Constraint& row : spec.constraints)
    if (row.level == Level::kBank && cause_of(row) == LossCause::kRowActivation)
      row.wait = scale(row.wait, 60, 160);
  spec.clocks.refresh_interval = scale(spec.clocks.refresh_interval, 50, 150);
  if (dice.between(0, 1) == 0) spec.mapping = row_contiguous();
  if (dice.between(0, 2) == 0) spec.organisation.columns *= 2;
  if (dice.between(0, 2) == 0) spec.organisation.rows = 64;  // the end of the memory comes soon
  if (dice.between(0, 7) == 0) spec.policy.activate_frees_slot = false;
  return spec;
}

std::string words(int trial, const DramSpec& spec) {
  return "trial " + std::to_string(trial) + ": " + spec.name + " " + spec.policy.name +
         ", queue of " + std::to_string(spec.policy.read_depth);
}

void expect_same(const Latencies& tile, const Latencies& cycle) {
  EXPECT_EQ(tile.number(), cycle.number());
  EXPECT_EQ(tile.mean(), cycle.mean());
  for (const double share : {0.0, 0.5, 0.99, 1.0})
    EXPECT_EQ(tile.percentile(share), cycle.percentile(share));
}

void expect_same(const ChannelCounts& tile, const ChannelCounts& cycle) {
  EXPECT_EQ(tile.commands, cycle.commands);
  EXPECT_EQ(tile.data_clocks, cycle.data_clocks);
  EXPECT_EQ(tile.loss.total(), cycle.loss.total());
  const auto all = static_cast<double>(cycle.data_clocks + cycle.loss.total());
  for (std::size_t c = 0; c < kLossCauses; ++c) {
    EXPECT_NEAR(static_cast<double>(tile.loss.clocks[c]), static_cast<double>(cycle.loss.clocks[c]),
                0.002 * all);
  }
}

TEST(DramDetails, TilesTakeExactlyAsLongBySegmentsAsByCommands) {
  Dice dice(11);
  for (int trial = 0; trial < kTrials && !::testing::Test::HasFailure(); ++trial) {
    const DramSpec spec = random_channel(dice);
    TileReadsSpec tiles;
    tiles.tile_bytes = std::int64_t{1024} << dice.between(0, 7);
    tiles.tiles = 12;
    tiles.seed = static_cast<std::uint64_t>(trial);
    tiles.every = dice.between(1000, 50000);
    const TileReadsResult tile = run_tile_reads(spec, tiles, Detail::kTile);
    const TileReadsResult cycle = run_tile_reads(spec, tiles, Detail::kCycle);
    SCOPED_TRACE(words(trial, spec) + ", tiles of " + std::to_string(tiles.tile_bytes));
    expect_same(tile.clocks, cycle.clocks);
    expect_same(tile.counts, cycle.counts);
  }
}

TEST(DramDetails, TilesAtTheEndOfTheMemoryDoToo) {
  for (const char* name : {"ddr4", "hbm2", "hbm3", "gddr6", "hbm4"}) {
    StandardSource source;
    source.name_or_path = name;
    DramSpec spec = *read_standard(source).channel;
    spec.organisation.rows = 64;
    TileReadsSpec tiles;
    tiles.tile_bytes = 65536;
    tiles.tiles = 30;
    SCOPED_TRACE(name);
    expect_same(run_tile_reads(spec, tiles, Detail::kTile).clocks,
                run_tile_reads(spec, tiles, Detail::kCycle).clocks);
  }
}

// Tiles at preset clocks through one channel; their mean time.
template <class Read>
double mean_tile(const DramSpec& spec, std::int64_t count, Clock every, Read read) {
  constexpr int kTiles = 12;
  const std::int64_t places = spec.organisation.transactions() / count;
  Channel channel(spec);
  SplitMix random(static_cast<std::uint64_t>(every));
  Clock sum = 0;
  for (int tile = 1; tile <= kTiles; ++tile) {
    const Clock begin = tile * every;
    const std::uint64_t place = random.next() % static_cast<std::uint64_t>(places);
    channel.idle_until(begin - 1);
    sum += read(channel, place * static_cast<std::uint64_t>(count), begin) - begin;
  }
  return static_cast<double>(sum) / kTiles;
}

double mean_by_pace(const DramSpec& spec, std::int64_t count, Clock every) {
  StreamReads streams(spec, StreamReads::kRequestsToPace);
  return mean_tile(spec, count, every, [&](Channel& channel, std::uint64_t first, Clock begin) {
    return streams.read(channel, first, count, begin);
  });
}

double mean_by_commands(const DramSpec& spec, std::int64_t count, Clock every) {
  return mean_tile(spec, count, every, [&](Channel& channel, std::uint64_t first, Clock begin) {
    return read_by_commands(channel, first, count, begin);
  });
}

TEST(DramDetails, LongTilesTakeAboutAsLongByTheirPaceAsByCommands) {
  Dice dice(13);
  int within_one = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    DramSpec spec = random_channel(dice);
    // What else would be stepped.
    if (spec.policy.refresh == Refresh::kPerBank) spec.policy.refresh = Refresh::kAllBank;
    spec.policy.activate_frees_slot = true;
    const std::int64_t bytes = std::int64_t{32 * 1024} << dice.between(0, 3);
    const std::int64_t count = bytes / spec.organisation.transaction_bytes;
    const Clock longest = 3 * count * spec.clocks.burst + 4000;
    const Clock every = longest + dice.between(0, 50000);
    const double paced = mean_by_pace(spec, count, every);
    const double stepped = mean_by_commands(spec, count, every);
    const double error = std::abs(paced / stepped - 1);
    EXPECT_LE(error, 0.03) << words(trial, spec) << ", tiles of " << bytes;
    if (error <= 0.01) ++within_one;
  }
  EXPECT_GE(within_one, kTrials * 95 / 100);
}

TEST(DramDetails, PatternsBehaveExactlyAsTheyDoByCommands) {
  Dice dice(12);
  for (int trial = 0; trial < kTrials && !::testing::Test::HasFailure(); ++trial) {
    const DramSpec spec = random_channel(dice);
    OpenLoopSpec load;
    using Kind = PatternSpec::Kind;
    load.pattern.kind =
        dice.one_of({Kind::kSequential, Kind::kSequential, Kind::kSequential, Kind::kSequential,
                     Kind::kSequential, Kind::kStride, Kind::kRandom});
    load.pattern.bytes = dice.one_of({256, 1024, 4096});
    load.pattern.mix = dice.one_of({Mix::kReads, Mix::kReads, Mix::kWrites});
    load.load = dice.one_of({0.0, 0.0, 0.0, 0.0, 0.3});
    load.warm_up = 1000;
    load.measured = 12000;
    const OpenLoopResult tile = run_open_loop(spec, load, Detail::kTile);
    const OpenLoopResult cycle = run_open_loop(spec, load, Detail::kCycle);
    SCOPED_TRACE(words(trial, spec));
    EXPECT_EQ(tile.clocks, cycle.clocks);
    EXPECT_EQ(tile.utilisation, cycle.utilisation);
    EXPECT_EQ(tile.row_hit_rate, cycle.row_hit_rate);
    expect_same(tile.read_latency, cycle.read_latency);
    expect_same(tile.counts, cycle.counts);
  }
}

// A test that segments are used at all, so that the ones above compare two ways.
TEST(DramDetails, LongStreamsAreMostlyRemembered) {
  StandardSource source;
  source.name_or_path = "hbm3";
  Channel channel(*read_standard(source).channel);
  SegmentMemory memory;
  StreamRun run(channel, memory, 0, 400'000, false, 0);
  std::int64_t events = 0;
  for (; !run.over(); run.advance()) ++events;
  EXPECT_LT(events, 400'000 / 20);
}

}  // namespace
}  // namespace tessera::dram
