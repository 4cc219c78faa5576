#include "isa/run/clock_under_load.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_chip.h"

namespace tessera {
namespace {

constexpr Picoseconds kMillisecond{1'000'000'000};

// 64 products per clock at 1 GHz, which the power limit sustains by half.
ChipSpec limited_chip() {
  ChipSpec chip = small_chip();
  chip.power.sustained_matrix_share = 0.5;
  return chip;
}

// Work that keeps the matrix unit busy for `share` of `elapsed`.
Actions busy_for(double share, Picoseconds elapsed) {
  Actions actions;
  actions.macs[static_cast<std::size_t>(DataType::kBf16)] = share * 64e9 * to_seconds(elapsed);
  return actions;
}

TEST(ClockUnderLoad, StaysUpToTheShareThatIsSustained) {
  EXPECT_EQ(clock_under_load(limited_chip(), busy_for(0.49, kMillisecond), kMillisecond), 1);
  EXPECT_EQ(clock_under_load(small_chip(), busy_for(1, kMillisecond), kMillisecond), 1);
}

TEST(ClockUnderLoad, FallsWithTheCubeRootOfTheExcess) {
  EXPECT_NEAR(clock_under_load(limited_chip(), busy_for(1, kMillisecond), kMillisecond),
              std::cbrt(0.5), 1e-9);
}

TEST(ClockUnderLoad, FallsByHalfAsMuchAfterOneThrottleTime) {
  ChipSpec chip = limited_chip();
  chip.power.throttle_time = kMillisecond;
  const double settled = std::cbrt(0.5);
  EXPECT_NEAR(clock_under_load(chip, busy_for(1, kMillisecond), kMillisecond),
              1 - (1 - settled) / 2, 1e-9);
  EXPECT_NEAR(
      clock_under_load(chip, busy_for(1, kMillisecond * 1'000'000), kMillisecond * 1'000'000),
      settled, 1e-5);
}

TEST(ClockUnderLoad, StretchesWhatTheCoresPaceAndNothingElse) {
  Execution execution;
  execution.elapsed = kMillisecond;
  execution.actions = busy_for(0.9, kMillisecond);
  execution.stalls[StallCause::kMatrix] = kMillisecond * 9 / 10;
  execution.stalls[StallCause::kMemoryBandwidth] = kMillisecond / 10;
  execution.operators.push_back({kMillisecond, execution.stalls, execution.actions, {}});
  execution.occupancies = {{"matrix", kMillisecond * 9 / 10, kMillisecond / 10, Picoseconds(0)}};
  slow_to_power_limit(limited_chip(), execution);
  stretch(execution.occupancies, execution.elapsed);
  EXPECT_EQ(execution.stalls[StallCause::kMemoryBandwidth], kMillisecond / 10);
  EXPECT_NEAR(ratio(execution.stalls[StallCause::kMatrix], kMillisecond), 0.9 * std::cbrt(1.8),
              1e-6);
  EXPECT_EQ(execution.stalls.total(), execution.elapsed);
  EXPECT_EQ(execution.operators[0].time, execution.elapsed);
  const Occupancy& engine = execution.occupancies[0];
  EXPECT_EQ(engine.busy + engine.starved + engine.blocked, execution.elapsed);
}

}  // namespace
}  // namespace tessera
