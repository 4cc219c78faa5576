// Why the data buses of a channel stood still.
#include <gtest/gtest.h>

#include "tests/support/channel_bench.h"

namespace tessera::dram {
namespace {

using enum Command;

// Every clock of every data bus has moved data or has a cause.
TEST(Channel, ItsLossesAndItsDataSumToTheTimeOfItsBuses) {
  for (const DramSpec& spec : all_policies()) {
    for (const PatternSpec& pattern_spec : all_patterns()) {
      Pattern pattern(pattern_spec, spec.organisation.transactions(),
                      spec.organisation.transaction_bytes);
      Channel channel(spec);
      Clock at = 0;
      for (int i = 0; i < 400; ++i) {
        const Access access = pattern.next();
        if (i % 100 == 0) at += 300;  // a pause now and then
        while (channel.next() <= at || !channel.has_room(access.write)) channel.step();
        const Clock now = std::max(at, channel.now());
        channel.accept(access.transaction, access.write, i, now > at, now);
      }
      while (channel.unserved() > 0) channel.step();
      const Clock end = channel.now() + 1000;
      channel.idle_until(end);
      channel.settle_idle(end);
      const ChannelCounts& counts = channel.counts();
      EXPECT_EQ(counts.loss.total() + counts.data_clocks, end * spec.organisation.pseudo_channels)
          << spec.name << ", pattern " << static_cast<int>(pattern_spec.kind);
      EXPECT_EQ(counts.data_clocks, 400 * spec.clocks.burst);
      for (const Clock clocks : counts.loss.clocks) EXPECT_GE(clocks, 0);
    }
  }
}

TEST(Channel, ChargesAnIdleStartToIdlenessAndTheRestToTheRow) {
  Bench bench(small_dram());
  bench.read(99, 0, 3);
  bench.drain();
  const LossStack& loss = bench.channel().counts().loss;
  EXPECT_EQ(loss[LossCause::kIdle], 100);
  EXPECT_EQ(loss[LossCause::kRowActivation], 10);
  EXPECT_EQ(loss.total(), 110);
}

TEST(Channel, ChargesReadsOfOneBankGroupAndTurnarounds) {
  Bench bench(small_dram());
  bench.read(0, 0, 3);
  bench.read(0, 0, 3, 1);
  bench.drain();
  EXPECT_EQ(bench.channel().counts().loss[LossCause::kBankGroup], 6 - 4);
  bench.write(17, 0, 3, 2);
  bench.drain();
  EXPECT_EQ(bench.channel().counts().loss[LossCause::kTurnaround], 9 - 4);
}

}  // namespace
}  // namespace tessera::dram
