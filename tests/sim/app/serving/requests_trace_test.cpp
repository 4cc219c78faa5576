#include "sim/app/serving/requests_trace.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/app/export/trace.pb.h"

namespace tessera::serving {
namespace {

Served served(std::int64_t arrival, std::int64_t scheduled, std::int64_t first, std::int64_t end) {
  Served one;
  one.arrival = Picoseconds(arrival * 1000);
  one.scheduled = Picoseconds(scheduled * 1000);
  one.first_token = Picoseconds(first * 1000);
  one.end = Picoseconds(end * 1000);
  return one;
}

TEST(RequestsTrace, RequestsThatOverlapLieInLanesOfTheirOwnAndEverySliceEnds) {
  Serving serving;
  serving.served = {served(0, 0, 10, 50), served(20, 30, 40, 90), served(60, 60, 70, 80), Served{}};
  perfetto::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(requests_trace(serving)));
  std::map<std::uint64_t, int> open;
  std::set<std::uint64_t> lanes;
  int slices = 0;
  std::map<std::uint64_t, std::uint64_t> last;
  for (const perfetto::TracePacket& packet : trace.packet()) {
    if (!packet.has_track_event()) continue;
    const std::uint64_t lane = packet.track_event().track_uuid();
    lanes.insert(lane);
    EXPECT_GE(packet.timestamp(), last[lane]);
    last[lane] = packet.timestamp();
    const bool begins = packet.track_event().type() == perfetto::TrackEvent::SLICE_BEGIN;
    open[lane] += begins ? 1 : -1;
    EXPECT_LE(open[lane], 1);
    slices += begins ? 1 : 0;
  }
  EXPECT_EQ(slices, 2 + 3 + 2);  // two are scheduled at once
  EXPECT_EQ(lanes.size(), 2u);   // the third takes the place of the first
  for (const auto& [lane, left] : open) EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace tessera::serving
