#include <gtest/gtest.h>

#include "isa/dram/front_end.h"
#include "isa/dram/open_loop.h"
#include "tests/support/plain_dram.h"

namespace tessera::dram {
namespace {

// Accesses that all come at one clock.
class ListSource {
 public:
  ListSource(std::vector<Access> accesses, Clock at) : accesses_(std::move(accesses)), at_(at) {}
  Clock created() const { return next_ < accesses_.size() ? at_ : kNever; }
  Access access() const { return accesses_[next_]; }
  std::int64_t tag() const { return at_; }
  void pop() { ++next_; }

 private:
  std::vector<Access> accesses_;
  Clock at_;
  std::size_t next_ = 0;
};

TEST(LossAttribution, TimeBeforeTheFirstRequestIsIdleOnEveryBus) {
  DramSpec spec = plain_dram();
  spec.organisation.pseudo_channels = 2;
  spec.policy.refresh = Refresh::kNone;
  spec.policy.offers_per_clock = 1;  // the read of the second pseudo-channel comes a clock late
  Channel channel(spec);
  ListSource source({{0, false}, {1, false}}, 1000);
  FrontEnd front_end(channel, source);
  while (source.created() < kNever || channel.unserved() > 0) front_end.advance();
  EXPECT_EQ(channel.counts().loss[LossCause::kIdle], 2001);
  EXPECT_LE(channel.counts().loss[LossCause::kQueueDepth], 20);  // and the opening of its row
}

TEST(LossAttribution, RowsThatWaitedForTheOtherDirectionAreTurnaround) {
  OpenLoopSpec load;
  load.pattern.mix = Mix::kOneReadOneWrite;
  load.measured = 10000;
  const OpenLoopResult run = run_open_loop(plain_dram(), load);
  EXPECT_GT(run.counts.loss[LossCause::kTurnaround], 2 * run.counts.loss[LossCause::kCommandBus]);
}

TEST(LossAttribution, ARowThatWaitedTwoClocksForItsSlotIsStillARowThatHadToBeOpened) {
  DramSpec spec = plain_dram();
  for (const Command after : {Command::kRead, Command::kWrite, Command::kPrecharge})
    spec.constraints.push_back({Level::kRank, after, Command::kPrecharge, 2});
  OpenLoopSpec load;
  load.pattern.mix = Mix::kOneReadOneWrite;
  load.measured = 10000;
  const LossStack loss = run_open_loop(spec, load).counts.loss;
  EXPECT_LT(5 * loss[LossCause::kCommandBus], loss[LossCause::kRowActivation]);
}

}  // namespace
}  // namespace tessera::dram
