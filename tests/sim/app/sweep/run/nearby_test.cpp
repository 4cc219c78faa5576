#include "sim/app/sweep/run/nearby.h"

#include <gmock/gmock.h>

namespace tessera::sweep {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(NearbyRatios, AtAPointItIsWhatThatPointWasOffBy) {
  NearbyRatios ratios;
  ratios.add({0, 0}, {0.1});
  ratios.add({1, 1}, {0.3});
  EXPECT_THAT(ratios.at({1, 1}), ElementsAre(DoubleNear(0.3, 1e-5)));
}

TEST(NearbyRatios, HalfwayItIsTheMean) {
  NearbyRatios ratios;
  ratios.add({0}, {0.1, 1});
  ratios.add({1}, {0.3, 3});
  EXPECT_THAT(ratios.at({0.5}), ElementsAre(DoubleNear(0.2, 1e-9), DoubleNear(2, 1e-9)));
}

TEST(NearbyRatios, FarPointsDoNotCountWhereNearOnesAreThere) {
  NearbyRatios ratios;
  for (const double x : {0.0, 0.01, 0.02, 0.03}) ratios.add({x}, {0.1});
  ratios.add({1}, {99});
  EXPECT_THAT(ratios.at({0.02}), ElementsAre(DoubleNear(0.1, 1e-9)));
}

TEST(NearbyRatios, ThePointThatTheOthersKnowLeastOfSaysHowFarTheyMayBeOff) {
  NearbyRatios ratios;
  ratios.add({0}, {0.1});
  ratios.add({0.1}, {0.1});
  EXPECT_THAT(ratios.largest_surprise(), ElementsAre(DoubleNear(0, 1e-9)));
  ratios.add({0.2}, {0.4});
  EXPECT_THAT(ratios.largest_surprise(), ElementsAre(DoubleNear(0.3, 1e-9)));
}

}  // namespace
}  // namespace tessera::sweep
