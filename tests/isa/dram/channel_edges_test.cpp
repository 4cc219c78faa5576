// A channel at the edges of what it can be: one slot, one bank, most banks, no time for requests;
// and its repeatability.
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "tests/support/channel_bench.h"

namespace tessera::dram {
namespace {

using enum Command;

// All requests of a pattern, one after the other as fast as they are accepted: when each was
// issued.
std::vector<Clock> issued_at(Channel channel, int requests, const PatternSpec& pattern_spec) {
  const DramSpec spec = channel.spec();
  Pattern pattern(pattern_spec, spec.organisation.transactions(),
                  spec.organisation.transaction_bytes);
  std::vector<Clock> issued;
  const auto step = [&] {
    if (const auto served = channel.step()) issued.push_back(served->issued);
  };
  for (int i = 0; i < requests; ++i) {
    const Access access = pattern.next();
    while (!channel.has_room(access.write)) step();
    channel.accept(access.transaction, access.write, i, false, channel.now());
  }
  while (channel.unserved() > 0) step();
  return issued;
}

TEST(Channel, ServesEveryRequestWithQueuesOfOne) {
  for (DramSpec spec : all_policies()) {
    spec.policy.read_depth = spec.policy.write_depth = 1;
    set_watermarks(spec.policy, 0.8, 0.2);
    for (const PatternSpec& pattern : all_patterns())
      EXPECT_EQ(issued_at(Channel(spec), 100, pattern).size(), 100u) << spec.name;
  }
}

TEST(Channel, ServesEveryRequestOfOneBankOrOneRow) {
  for (DramSpec spec : all_policies()) {
    spec.organisation = {1, 1, 1, 1, 16, 4, 64};
    if (spec.clocks.refresh_bank_interval > 0) spec.clocks.refresh_bank_interval = 2000;
    for (const std::int64_t rows : {16, 1}) {
      spec.organisation.rows = rows;
      for (const PatternSpec& pattern : all_patterns())
        EXPECT_EQ(issued_at(Channel(spec), 100, pattern).size(), 100u) << spec.name;
    }
  }
}

TEST(Channel, ServesEveryRequestOf256Banks) {
  for (DramSpec spec : all_policies()) {
    spec.organisation = {2, 4, 8, 4, 64, 8, 64};
    for (const PatternSpec& pattern : all_patterns())
      EXPECT_EQ(issued_at(Channel(spec), 600, pattern).size(), 600u) << spec.name;
  }
}

TEST(Channel, TwoRunsAreEqual) {
  for (const DramSpec& spec : all_policies())
    for (const PatternSpec& pattern : all_patterns())
      EXPECT_EQ(issued_at(Channel(spec), 200, pattern), issued_at(Channel(spec), 200, pattern));
}

TEST(Channel, ACopyGoesOnAsTheOriginalDoesAndOutlivesIt) {
  for (const DramSpec& spec : all_policies()) {
    auto original = std::make_unique<Channel>(spec);
    Pattern pattern({PatternSpec::Kind::kRandom, 0, Mix::kOneReadOneWrite, 7},
                    spec.organisation.transactions(), spec.organisation.transaction_bytes);
    for (int i = 0; i < 150; ++i) {
      const Access access = pattern.next();
      while (!original->has_room(access.write)) original->step();
      original->accept(access.transaction, access.write, i, false, original->now());
    }
    const Channel copy = *original;
    const std::vector<Clock> expected = issued_at(*original, 200, {});
    original.reset();
    EXPECT_EQ(issued_at(copy, 200, {}), expected) << spec.name;
  }
}

// A clock has not passed where somebody asks for the next command: more requests of it may come.
TEST(Channel, AskingWhatComesNextDoesNotSettleWhichDirectionIsServed) {
  DramSpec spec = small_dram();
  spec.policy.drain_to = 0;
  for (const bool asked : {false, true}) {
    Channel channel(spec);
    if (asked) channel.next();  // no read waits yet
    for (const bool write : {true, false}) channel.accept(write ? 64 : 0, write, write, false, 0);
    std::optional<Served> first;
    while (!first) first = channel.step();
    EXPECT_FALSE(first->write) << asked;
  }
}

// Refreshes that take longer than the time between two leave none for requests; time goes on.
TEST(Channel, RequestsStarveWhereRefreshTakesAllTheTime) {
  for (DramSpec spec : all_policies()) {
    if (spec.policy.refresh == Refresh::kNone) continue;
    spec.policy.refresh = Refresh::kAllBank;
    spec.policy.refresh_stops_all = true;
    spec.clocks.refresh_interval = 20;  // tRFC is 60 and more
    Channel channel(spec);
    channel.accept(0, false, 0, false, 19);
    Clock last = 0;
    for (int steps = 0; channel.now() < 10'000; ++steps) {
      ASSERT_LT(steps, 20'000) << spec.name;
      ASSERT_GE(channel.next(), last) << spec.name;
      last = channel.next();
      channel.step();
    }
    EXPECT_GT(channel.counts().commands[index_of(kRefreshAll)], 5) << spec.name;
  }
}

}  // namespace
}  // namespace tessera::dram
