#include "sim/app/serving/step_store.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace tessera::serving {
namespace {

StepTime time(std::int64_t all) {
  return {Picoseconds(all), Picoseconds(2),  Picoseconds(3),  Picoseconds(4),
          Picoseconds(5),   Picojoules(6.5), Picojoules(7.5), Picojoules(8.5)};
}

TEST(StepStore, WhatOneRunKeepsTheNextOneFindsUnderTheSameAddressOnly) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "below" / "steps.sqlite";
  {
    StepStore store(file, "a");
    EXPECT_EQ(store.find({1, 2, 3}), std::nullopt);
    store.keep({1, 2, 3}, time(10));
    EXPECT_EQ(store.find({1, 2, 3}), time(10));
  }
  EXPECT_EQ(StepStore(file, "a").find({1, 2, 3}), time(10));
  EXPECT_EQ(StepStore(file, "b").find({1, 2, 3}), std::nullopt);
}

TEST(StepStore, AFileThatIsNoneIsAsGoodAsNone) {
  const TemporaryFolder folder;
  const auto file = folder.write("steps.sqlite", std::string(8192, 'x'));
  StepStore store(file, "a");
  EXPECT_EQ(store.find({1, 1, 1}), std::nullopt);
  store.keep({1, 1, 1}, time(1));
  EXPECT_EQ(store.find({1, 1, 1}), time(1));
}

}  // namespace
}  // namespace tessera::serving
