#include "sim/app/export/lanes.h"

#include <gmock/gmock.h>

#include "tests/sim/app/export/traced_parts.h"

namespace tessera {
namespace {

using testing::ElementsAre;

TEST(Lanes, StandCoreByCoreAndEnginesAsDataPassesThem) {
  std::vector<std::string> tracks = {"core_10.load", "core_2.store",  "core_2.slot_10",
                                     "repeats",      "core_2.matrix", "core_2.slot_9"};
  std::ranges::sort(tracks, stands_above);
  EXPECT_THAT(tracks, ElementsAre("repeats", "core_2.matrix", "core_2.store", "core_2.slot_9",
                                  "core_2.slot_10", "core_10.load"));
}

TEST(Lanes, OneEngineIsOneLaneOverAllParts) {
  const Lanes lanes = lanes_of(two_parts().parts);
  ASSERT_EQ(lanes.lanes.size(), 2U);
  EXPECT_EQ(lanes.lanes[0].name, "core_0.load");
  EXPECT_EQ(lanes.lanes[0].spans, 2U);
  ASSERT_EQ(lanes.spans.size(), 4U);
  EXPECT_EQ(lanes.spans[1].begin, Picoseconds(5'000'000));
  EXPECT_EQ(lanes.spans[3].track, 1);
  EXPECT_EQ(lanes.spans[3].begin, Picoseconds(6'000'000));
  EXPECT_EQ(lanes.spans[3].after, 1) << "the load of its own part";
}

TEST(Lanes, TheCriticalPathLeadsToTheEndOfEachPart) {
  RunOutput output = two_parts();
  for (Part& part : output.parts) part.execution.trace.last = 0;
  EXPECT_THAT(lanes_of(output.parts).critical_path, ElementsAre(0, 2, 1, 3));
}

TEST(Lanes, WhereTheEndIsCutOffThePathLeadsToTheLastSpanThatIsKept) {
  EXPECT_THAT(lanes_of(two_parts().parts).critical_path, ElementsAre(0, 2, 1, 3));
}

}  // namespace
}  // namespace tessera
