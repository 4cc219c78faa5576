#include "isa/dram/energy.h"

#include <gtest/gtest.h>

#include "isa/dram/open_loop.h"
#include "tests/support/plain_dram.h"

namespace tessera::dram {
namespace {

ChannelCounts counts_of(Command command, std::int64_t number) {
  ChannelCounts counts;
  counts.commands[index_of(command)] = number;
  return counts;
}

TEST(ChannelEnergy, EachCommandIsPaidForOnceUnderWhatItDid) {
  const DramSpec spec = plain_dram();
  EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(Command::kActivate, 3)).activation_pj, 2700);
  EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(Command::kRefreshAll, 2)).refresh_pj, 200000);
  EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(Command::kRefreshBank, 2)).refresh_pj, 12000);
  for (const Command free : {Command::kPrecharge, Command::kPrechargeAll, Command::kActivateSecond,
                             Command::kReadSync, Command::kWriteSync})
    EXPECT_EQ(energy_of(spec, counts_of(free, 5)).total_pj(), 0) << name_of(free);
}

TEST(ChannelEnergy, ABurstPaysForItsBitsInTheArrayAndOnThePins) {
  const DramSpec spec = plain_dram();  // 32 bytes: 256 bits
  for (const Command read : {Command::kRead, Command::kReadAutoclose}) {
    EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(read, 2)).array_pj, 2 * 256 * 1.5);
    EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(read, 2)).io_pj, 2 * 256 * 0.5);
  }
  for (const Command write : {Command::kWrite, Command::kWriteAutoclose})
    EXPECT_DOUBLE_EQ(energy_of(spec, counts_of(write, 2)).array_pj, 2 * 256 * 1.6);
}

TEST(ChannelEnergy, BytesAreThoseOfTheBursts) {
  const DramSpec spec = plain_dram();
  EXPECT_EQ(read_bytes(spec, counts_of(Command::kRead, 7)), 224);
  EXPECT_EQ(written_bytes(spec, counts_of(Command::kRead, 7)), 0);
  EXPECT_EQ(written_bytes(spec, counts_of(Command::kWriteAutoclose, 7)), 224);
}

TEST(ChannelEnergy, RandomReadsPayMoreForRowsThanAStream) {
  const DramSpec spec = plain_dram();
  OpenLoopSpec load;
  load.measured = 4000;
  const ChannelEnergy stream = energy_of(spec, run_open_loop(spec, load).counts);
  load.pattern.kind = PatternSpec::Kind::kRandom;
  const ChannelEnergy random = energy_of(spec, run_open_loop(spec, load).counts);
  EXPECT_GT(random.activation_pj, 20 * stream.activation_pj);
  EXPECT_NEAR(random.io_pj, stream.io_pj, 0.01 * stream.io_pj);
}

}  // namespace
}  // namespace tessera::dram
