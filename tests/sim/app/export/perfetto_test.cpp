#include "sim/app/export/perfetto.h"

#include <gmock/gmock.h>

#include <map>

#include "sim/app/export/trace.pb.h"
#include "tests/sim/app/export/traced_parts.h"

namespace tessera {
namespace {

TEST(PerfettoTrace, EverySliceThatBeginsEndsLaterOnItsTrack) {
  perfetto::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(perfetto_trace(two_parts())));
  std::map<std::uint64_t, std::uint64_t> open;
  int slices = 0;
  for (const auto& packet : trace.packet()) {
    EXPECT_EQ(packet.trusted_packet_sequence_id(), 1U);
    if (!packet.has_track_event()) continue;
    const auto& event = packet.track_event();
    if (event.type() == perfetto::TrackEvent::SLICE_BEGIN) {
      EXPECT_EQ(open.count(event.track_uuid()), 0U);
      open[event.track_uuid()] = packet.timestamp();
    } else {
      EXPECT_GT(packet.timestamp(), open.at(event.track_uuid()));
      open.erase(event.track_uuid());
      ++slices;
    }
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(slices, 4);
}

TEST(PerfettoTrace, TracksBelongToTheProcessOfTheirPart) {
  perfetto::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(perfetto_trace(two_parts())));
  std::map<std::uint64_t, std::string> processes;
  int tracks = 0;
  for (const auto& packet : trace.packet()) {
    if (!packet.has_track_descriptor()) continue;
    const auto& track = packet.track_descriptor();
    if (track.has_process()) {
      processes[track.uuid()] = track.process().process_name();
    } else {
      EXPECT_EQ(processes.count(track.parent_uuid()), 1U);
      ++tracks;
    }
  }
  EXPECT_EQ(tracks, 4);
  EXPECT_EQ(processes[1], "test-chip decode at kv 10");
  EXPECT_EQ(processes[2], "test-chip decode at kv 20");
}

TEST(PerfettoTrace, NamesAreDeclaredOnceBeforeTheyAreUsed) {
  perfetto::Trace trace;
  ASSERT_TRUE(trace.ParseFromString(perfetto_trace(two_parts())));
  std::map<std::uint64_t, std::string> names;
  for (const auto& packet : trace.packet()) {
    for (const auto& name : packet.interned_data().event_names())
      EXPECT_TRUE(names.emplace(name.iid(), name.name()).second);
    if (packet.track_event().type() == perfetto::TrackEvent::SLICE_BEGIN) {
      EXPECT_EQ(names.count(packet.track_event().name_iid()), 1U);
    }
  }
  EXPECT_EQ(names.size(), 1U);
}

TEST(CsvTrace, LaterPartsFollowTheEarlierOnes) {
  EXPECT_EQ(csv_trace(two_parts()),
            "part,track,name,begin_us,end_us\n"
            "decode at kv 10,core_0.matrix_unit,gemm,1,3\n"
            "decode at kv 10,core_0.load,gemm,0,1\n"
            "decode at kv 20,core_0.matrix_unit,gemm,6,8\n"
            "decode at kv 20,core_0.load,gemm,5,6\n");
}

}  // namespace
}  // namespace tessera
