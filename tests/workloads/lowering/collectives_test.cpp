#include "workloads/lowering/collectives.h"

#include <gtest/gtest.h>

#include "isa/timing/chip_link.h"

namespace tessera {
namespace {

using Kind = Collective::Kind;

// 100 GB/s, all of it sustained; a kernel takes 5 us, a step 1 us.
ChipLinkSpec link() {
  ChipLinkSpec spec{BytesPerSecond(100e9), {}, Topology::kSwitch, 16};
  spec.collective.emplace();
  spec.collective->kernel = Picoseconds(5'000'000);
  spec.collective->step = Picoseconds(1'000'000);
  spec.collective->send = Picoseconds(4'000'000);
  spec.collective->host = Picoseconds(20'000'000);
  spec.collective->copy_share = 2;
  return spec;
}

// One protocol that leaves the whole link to data.
CollectiveKernels plain() {
  CollectiveKernels kernels;
  kernels.protocols = {{"Simple", Picoseconds(0), 1, 1}};
  return kernels;
}

Collective of(Kind kind, std::int64_t bytes, int chips) {
  Collective collective;
  collective.kind = kind;
  collective.bytes = Bytes(bytes);
  collective.chips = chips;
  return collective;
}

double microseconds(Collective collective, const ChipLinkSpec& spec,
                    const CollectiveKernels& kernels, Timing timing = Timing::kGraph) {
  collective.schedule = schedule_of(collective, spec, kernels, timing);
  return to_microseconds(collective_time(spec, collective));
}

TEST(Collectives, ALinkThatSaysNothingOfKernelsHasPlainTransfers) {
  const ChipLinkSpec bare{BytesPerSecond(100e9), {}, Topology::kSwitch, 16};
  EXPECT_FALSE(schedule_of(of(Kind::kAllReduce, 1000, 4), bare, plain(), Timing::kGraph));
}

TEST(Collectives, ARingReducesAndGathersInStepsAndCopiesItsOwnPart) {
  // 10 us are 1 MB: 6 steps, 1.5 MB over the link, a quarter copied at twice its rate.
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 1'000'000, 4), link(), plain()),
                   5 + 6 + 15 + 1.25);
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kReduceScatter, 1'000'000, 4), link(), plain()),
                   5 + 3 + 7.5 + 1.25);
}

TEST(Collectives, AllGatherCountsWhatEachChipContributes) {
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllGather, 250'000, 4), link(), plain()),
                   5 + 3 + 7.5 + 1.25);
}

TEST(Collectives, AllToAllServesTwoPeersAtATime) {
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllToAll, 1'000'000, 8), link(), plain()),
                   5 + 4 + 8.75 + 0.625);
}

TEST(Collectives, TheFastestProtocolIsTaken) {
  CollectiveKernels kernels;
  kernels.protocols = {{"LL", Picoseconds(0), 1, 0.1}, {"Simple", Picoseconds(20'000'000), 1, 1}};
  EXPECT_EQ(
      schedule_of(of(Kind::kAllReduce, 1'000, 4), link(), kernels, Timing::kGraph)->wire_share,
      0.1);
  EXPECT_EQ(
      schedule_of(of(Kind::kAllReduce, 10'000'000, 4), link(), kernels, Timing::kGraph)->wire_share,
      1);
}

TEST(Collectives, DirectKernelsReduceInOneShotThenInTwoThenHandOver) {
  ChipLinkSpec spec = link();
  spec.collective->direct_kernel = Picoseconds(2'000'000);
  CollectiveKernels kernels = plain();
  kernels.direct = {Bytes(8 << 20), 0.5, 1, 1, 1};
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 10'000, 4), spec, kernels), 2 + 1.5 + 0.3);
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 1'000'000, 4), spec, kernels),
                   2 + 1.5 + 2 + 15);
  kernels.direct.largest = Bytes(999'999);
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 1'000'000, 4), spec, kernels),
                   5 + 6 + 15 + 1.25);
}

TEST(Collectives, ASwitchThatAddsUpMovesEveryByteOnce) {
  ChipLinkSpec spec = link();
  spec.collective->in_switch = InSwitchSpec{8, Picoseconds(10'000'000), 0.9};
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 100'000'000, 8), spec, plain()),
                   5 + 10 + 1250);
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kAllReduce, 100'000'000, 4), spec, plain()),
                   5 + 6 + 1500 + 125);
}

TEST(Collectives, AHandshakeIsHiddenBehindALongSend) {
  CollectiveKernels kernels;
  kernels.protocols = {{"Simple", Picoseconds(10'000'000), 1, 1}};
  kernels.send_share = 1;
  kernels.send_handshake = 0.5;
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kSend, 100'000, 2), link(), kernels), 4 + 5);
  EXPECT_DOUBLE_EQ(microseconds(of(Kind::kSend, 1'000'000, 2), link(), kernels), 4 + 10);
}

TEST(Collectives, ChipsThatShareABridgeGetLessEach) {
  ChipLinkSpec spec = link();
  spec.shared = {{2, BytesPerSecond(50e9)}, {8, BytesPerSecond(5e9)}};
  EXPECT_EQ(link_rate(spec, of(Kind::kAllReduce, 1, 2)).count(), 50e9);
  EXPECT_EQ(link_rate(spec, of(Kind::kAllReduce, 1, 4)).count(), 5e9);
  EXPECT_EQ(link_rate(spec, of(Kind::kAllReduce, 1, 16)).count(), 5e9);
}

TEST(Collectives, ChipsOfSeveralMachinesHaveTheNetworkBetweenThem) {
  ChipLinkSpec spec = link();
  spec.node = NodeLinkSpec{BytesPerSecond(2e9), Picoseconds(7'000'000)};
  Collective spread = of(Kind::kAllReduce, 1'000'000, 4);
  spread.chips_per_node = 2;
  EXPECT_DOUBLE_EQ(microseconds(spread, spec, plain()), 5 + 7 + 6 + 375 + 31.25);
}

TEST(Collectives, TheHostsClockSeesLaunchAndSynchronisation) {
  const Collective small = of(Kind::kAllReduce, 0, 2);
  EXPECT_DOUBLE_EQ(
      microseconds(small, link(), plain(), Timing::kHost) - microseconds(small, link(), plain()),
      20);
}

}  // namespace
}  // namespace tessera
