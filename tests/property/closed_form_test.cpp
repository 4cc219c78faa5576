// The closed forms against the event-driven model, over random chips and programs.
#include "isa/closed_form.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/simulate.h"
#include "tests/support/random_program.h"

namespace tessera {
namespace {

constexpr std::uint64_t kPrograms = 200;

// Mean absolute difference over the programs that `draw` makes, as a share of the events' time.
template <class Draw>
double mean_difference(Draw draw) {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    Dice dice(seed);
    const auto [chip, program] = draw(dice);
    const Picoseconds events = simulate(chip, program).elapsed;
    sum += std::abs(ratio(execute_closed_form(chip, program).elapsed, events) - 1);
  }
  return sum / kPrograms;
}

TEST(ClosedForm, IsWithinTwoPercentOfTheEventsOnQueuePrograms) {
  const double difference = mean_difference([](Dice& dice) {
    const ChipSpec chip = random_queue_chip(dice);
    return std::pair(chip, random_queue_program(dice, chip));
  });
  EXPECT_LE(difference, 0.02);
}

TEST(ClosedForm, IsWithinFivePercentOfTheEventsOnThreadBlocks) {
  const double difference = mean_difference([](Dice& dice) {
    const ChipSpec chip = random_block_chip(dice);
    return std::pair(chip, random_grid_program(dice, chip));
  });
  EXPECT_LE(difference, 0.05);
}

}  // namespace
}  // namespace tessera
