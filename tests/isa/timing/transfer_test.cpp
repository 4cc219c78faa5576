#include "isa/timing/transfer.h"

#include <gtest/gtest.h>

#include "tests/support/small_chip.h"

namespace tessera {
namespace {

Program one_tensor(Placement placement) {
  Program program;
  program.tensors = {{"t", Bytes(1 << 20), TensorRole::kWeight, placement}};
  return program;
}

Transfer transfer_of(Transfer::Kind kind) {
  Transfer transfer;
  transfer.kind = kind;
  transfer.tensor = 0;
  transfer.buffer = 0;
  transfer.row_bytes = Bytes(1024);
  return transfer;
}

TransferDemand demand(const ChipSpec& chip, const Transfer& transfer,
                      Placement placement = Placement::kInterleaved) {
  return transfer_demand(chip, one_tensor(placement), transfer);
}

TEST(TransferDemand, ALossOfTheMemoryIsAskedOfItsPeak) {
  ChipSpec chip = small_chip();
  chip.memory.sustained_efficiency = 0.8;
  const TransferDemand asks = demand(chip, transfer_of(Transfer::Kind::kLoad));
  EXPECT_DOUBLE_EQ(asks.memory, 1 / 0.8);
  EXPECT_EQ(asks.moved_memory, 1);
  EXPECT_EQ(asks.network, 1);
  EXPECT_EQ(asks.shared_buffer, 0);  // there is none
}

TEST(TransferDemand, HitsComeFromTheSharedBuffer) {
  ChipSpec chip = small_chip();
  chip.shared_buffer = SharedBufferSpec{Bytes(1 << 20), 1, BytesPerSecond(64e9),
                                        Picoseconds(10'000), Picoseconds(30'000)};
  Transfer load = transfer_of(Transfer::Kind::kLoad);
  load.shared_buffer_hit = 0.75;
  const TransferDemand asks = demand(chip, load);
  EXPECT_DOUBLE_EQ(asks.moved_memory, 0.25);
  EXPECT_EQ(asks.shared_buffer, 1);
  EXPECT_EQ(asks.latency, Picoseconds(20'000));  // between near and far
}

TEST(TransferDemand, AMulticastIsReadOnceForAllItsCores) {
  Transfer load = transfer_of(Transfer::Kind::kMulticast);
  load.cores = 4;
  const TransferDemand asks = demand(small_chip(4), load);
  EXPECT_DOUBLE_EQ(asks.memory, 0.25);
  EXPECT_DOUBLE_EQ(asks.network, 0.25);
}

TEST(TransferDemand, AWideSliceIsReachedAsFastAsThePort) {
  ChipSpec chip = small_chip(2);  // slices of 8 GB/s and ports of 8 GB/s
  chip.memory.slice_per_core = true;
  const Transfer load = transfer_of(Transfer::Kind::kLoad);
  EXPECT_EQ(demand(chip, load, Placement::kOwnSlice).cap_is, StallCause::kNetwork);
  chip.memory.peak_bandwidth = BytesPerSecond(15e9);
  const TransferDemand narrow = demand(chip, load, Placement::kOwnSlice);
  EXPECT_EQ(narrow.cap, BytesPerSecond(7.5e9));
  EXPECT_EQ(narrow.cap_is, StallCause::kMemoryBandwidth);
}

TEST(TransferDemand, ACoresOwnSliceNeedsNoNetwork) {
  ChipSpec chip = small_chip(4);
  chip.memory.slice_per_core = true;
  const TransferDemand asks =
      demand(chip, transfer_of(Transfer::Kind::kLoad), Placement::kOwnSlice);
  EXPECT_EQ(asks.network, 0);
  EXPECT_EQ(asks.cap, BytesPerSecond(16e9 / 4));
  EXPECT_EQ(demand(chip, transfer_of(Transfer::Kind::kLoad)).network, 1);
}

TEST(TransferDemand, WhatLiesInTheOwnSliceComesFromMemoryWhateverTheSharedBufferHolds) {
  ChipSpec chip = small_chip(4);
  chip.memory.slice_per_core = true;
  chip.shared_buffer = SharedBufferSpec{Bytes(1 << 20), 1, BytesPerSecond(64e9),
                                        Picoseconds(10'000), Picoseconds(30'000)};
  Transfer load = transfer_of(Transfer::Kind::kLoad);
  load.shared_buffer_hit = 0.75;
  const TransferDemand asks = demand(chip, load, Placement::kOwnSlice);
  EXPECT_EQ(asks.moved_memory, 1);
  EXPECT_EQ(asks.shared_buffer, 0);
  EXPECT_EQ(asks.latency, chip.memory.latency);
}

TEST(TransferDemand, AMulticastOfASliceLeavesItByTheNetwork) {
  ChipSpec chip = small_chip(4);
  chip.memory.slice_per_core = true;
  Transfer load = transfer_of(Transfer::Kind::kMulticast);
  load.cores = 4;
  EXPECT_DOUBLE_EQ(demand(chip, load, Placement::kOwnSlice).network, 0.25);
}

// Two groups of two cores, a trunk of 40 ns, half of the traffic over it.
ChipSpec two_dies() {
  ChipSpec chip = small_chip(4);
  const CrossbarSpec die{BytesPerSecond(8e9), BytesPerSecond(16e9), Picoseconds(3000)};
  chip.network.kind = HierarchicalSpec{2, die, BytesPerSecond(1e9), Picoseconds(40'000), 0.5};
  return chip;
}

TEST(TransferDemand, AShareOfALoadCrossesTheTrunkAndItsRequestDidBefore) {
  const TransferDemand asks = demand(two_dies(), transfer_of(Transfer::Kind::kLoad));
  EXPECT_EQ(asks.network, 1);
  EXPECT_EQ(asks.trunk, 0.5);
  EXPECT_EQ(asks.latency, Picoseconds(100'000 + 2 * 20'000));
  EXPECT_EQ(demand(two_dies(), transfer_of(Transfer::Kind::kStore)).latency,
            Picoseconds(3000 + 20'000));
}

TEST(TransferDemand, AMulticastCrossesOnceForEachGroupItReaches) {
  Transfer load = transfer_of(Transfer::Kind::kMulticast);
  load.cores = 4;
  const TransferDemand both = demand(two_dies(), load);
  EXPECT_EQ(both.network, 2.0 / 4);
  EXPECT_EQ(both.trunk, 0.5 * 2 / 4);
  load.cores = 2;
  EXPECT_EQ(demand(two_dies(), load).network, 1.0 / 2);
}

TEST(TransferDemand, HitsCrossNoTrunkWhereEachGroupHasItsBuffer) {
  ChipSpec chip = two_dies();
  chip.shared_buffer = SharedBufferSpec{Bytes(1 << 20), 1, BytesPerSecond(64e9),
                                        Picoseconds(10'000), Picoseconds(30'000)};
  Transfer load = transfer_of(Transfer::Kind::kLoad);
  load.shared_buffer_hit = 0.75;
  EXPECT_EQ(demand(chip, load).trunk, 0.5);
  EXPECT_EQ(demand(chip, load).latency, Picoseconds(20'000 + 2 * 20'000));
  std::get<HierarchicalSpec>(chip.network.kind).buffer_per_group = true;
  EXPECT_EQ(demand(chip, load).trunk, 0.5 * 0.25);
  EXPECT_EQ(demand(chip, load).latency, Picoseconds(20'000));
}

TEST(TransferDemand, WhatLiesInTheOwnSliceCrossesNoTrunk) {
  ChipSpec chip = two_dies();
  chip.memory.slice_per_core = true;
  const TransferDemand asks =
      demand(chip, transfer_of(Transfer::Kind::kLoad), Placement::kOwnSlice);
  EXPECT_EQ(asks.trunk, 0);
  EXPECT_EQ(asks.latency, chip.memory.latency);
}

TEST(TransferDemand, OnAnyCoreOfAMeshTheMeanWayComesOnTop) {
  ChipSpec chip = small_chip(8);
  chip.network.kind = MeshSpec{2, 4, BytesPerSecond(8e9), Picoseconds(1000)};
  const TransferDemand asks = demand(chip, transfer_of(Transfer::Kind::kLoad));
  EXPECT_EQ(asks.latency, Picoseconds(100'000));
  EXPECT_EQ(latency_on_any_core(chip, asks), Picoseconds(101'500));
}

TEST(TransferDemand, StoresArePosted) {
  const ChipSpec chip = small_chip();
  EXPECT_EQ(demand(chip, transfer_of(Transfer::Kind::kLoad)).latency, Picoseconds(100'000));
  EXPECT_EQ(demand(chip, transfer_of(Transfer::Kind::kStore)).latency, Picoseconds(0));
}

}  // namespace
}  // namespace tessera
