#include "models/interleaved_channels.h"

#include <gtest/gtest.h>

#include <set>

#include "isa/dram/pattern.h"
#include "tests/support/plain_dram.h"

namespace tessera {
namespace {

using dram::Clock;
using dram::Command;

// Bursts that a range touches, counted byte by byte.
std::size_t touched_bursts(std::uint64_t address, std::uint64_t bytes, std::uint64_t channels,
                           std::uint64_t block, std::uint64_t burst) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> bursts;
  for (std::uint64_t byte = address; byte < address + bytes; ++byte) {
    const std::uint64_t number = byte / block;
    bursts.emplace(number % channels, (number / channels * block + byte % block) / burst);
  }
  return bursts.size();
}

DramProgress run_to_the_end(InterleavedChannels& channels) {
  DramProgress progress;
  while (channels.next() < dram::kNever) channels.advance(channels.next(), progress);
  return progress;
}

TEST(InterleavedChannels, MoveTheBurstsThatAByteByByteCountFinds) {
  const dram::DramSpec spec = dram::plain_dram();
  const auto burst = static_cast<std::uint64_t>(spec.organisation.transaction_bytes);
  dram::SplitMix random(1);
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t channels = 1 + random.next() % 5;
    const std::uint64_t block = burst << random.next() % 3;
    const std::uint64_t address = random.next() % 1000, bytes = 1 + random.next() % 3000;
    InterleavedChannels memory(spec, static_cast<int>(channels), static_cast<std::int64_t>(block));
    memory.submit({address, bytes, false, 42}, 0);
    const DramProgress progress = run_to_the_end(memory);
    ASSERT_EQ(progress.accepted, std::vector<int>{42});
    ASSERT_EQ(progress.done.size(), 1u);
    const auto reads = memory.counts(0).commands[dram::index_of(Command::kRead)];
    EXPECT_EQ(static_cast<std::size_t>(reads),
              touched_bursts(address, bytes, channels, block, burst))
        << address << " + " << bytes << " over " << channels << " channels by " << block;
  }
}

TEST(InterleavedChannels, ChannelsWorkSideBySide) {
  const dram::DramSpec spec = dram::plain_dram();
  const auto done_after = [&spec](int channels) {
    InterleavedChannels memory(spec, channels, spec.organisation.transaction_bytes);
    const auto bytes = static_cast<std::uint64_t>(64 * spec.organisation.transaction_bytes);
    memory.submit({0, bytes * static_cast<std::uint64_t>(channels), false, 0}, 0);
    return run_to_the_end(memory).done.front().clock;
  };
  EXPECT_EQ(done_after(1), done_after(4)) << "four times the bytes over four channels";
}

TEST(InterleavedChannels, AnIdleMemoryHasNothingToWakeUpFor) {
  InterleavedChannels memory(dram::plain_dram(), 2, 64);
  EXPECT_EQ(memory.next(), dram::kNever) << "not even a refresh";
  memory.submit({0, 64, false, 0}, 1'000'000);
  EXPECT_EQ(run_to_the_end(memory).done.size(), 1u);
  EXPECT_EQ(memory.next(), dram::kNever);
}

}  // namespace
}  // namespace tessera
