#include "sim/app/serving/requests_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "sim/app/export/trace.pb.h"

namespace tessera::serving {
namespace {

constexpr std::uint32_t kSequence = 1;
constexpr std::uint32_t kIncrementalStateCleared = 1;  // sequence_flags of the first packet
constexpr std::uint32_t kNeedsIncrementalState = 2;
constexpr std::array kNames = {"queue", "prompt", "tokens"};

class Encoder {
 public:
  Encoder() {
    perfetto::TracePacket packet;
    packet.set_sequence_flags(kIncrementalStateCleared);
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      perfetto::EventName* name = packet.mutable_interned_data()->add_event_names();
      name->set_iid(i + 1);
      name->set_name(kNames[i]);
    }
    append(packet);
    describe(kProcess, "requests", std::nullopt);
  }

  void add(std::size_t lane, const Served& one) {
    for (; lanes_ <= lane; ++lanes_)
      describe(kProcess + lanes_ + 1, fmt::format("lane {}", lanes_ + 1), kProcess);
    const std::array times = {one.arrival, one.scheduled, one.first_token, one.end};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (times[i] == times[i + 1]) continue;
      event(lane, times[i], perfetto::TrackEvent::SLICE_BEGIN, i + 1);
      event(lane, times[i + 1], perfetto::TrackEvent::SLICE_END, 0);
    }
  }

  std::string take() { return std::move(bytes_); }

 private:
  static constexpr std::uint64_t kProcess = 1;

  void describe(std::uint64_t uuid, const std::string& name, std::optional<std::uint64_t> parent) {
    perfetto::TracePacket packet;
    perfetto::TrackDescriptor* track = packet.mutable_track_descriptor();
    track->set_uuid(uuid);
    track->set_name(name);
    if (parent) {
      track->set_parent_uuid(*parent);
    } else {
      track->mutable_process()->set_pid(1);
      track->mutable_process()->set_process_name(name);
    }
    append(packet);
  }

  void event(std::size_t lane, Picoseconds time, perfetto::TrackEvent::Type type,
             std::uint64_t name) {
    perfetto::TracePacket packet;
    packet.set_timestamp(static_cast<std::uint64_t>((time.count() + 500) / 1000));
    packet.set_sequence_flags(kNeedsIncrementalState);
    perfetto::TrackEvent* event = packet.mutable_track_event();
    event->set_type(type);
    if (name > 0) event->set_name_iid(name);
    event->set_track_uuid(kProcess + lane + 1);
    append(packet);
  }

  void append(perfetto::TracePacket& packet) {
    packet.set_trusted_packet_sequence_id(kSequence);
    perfetto::Trace trace;
    *trace.add_packet() = packet;
    trace.AppendToString(&bytes_);
  }

  std::string bytes_;
  std::size_t lanes_ = 0;
};

}  // namespace

std::string requests_trace(const Serving& serving) {
  std::vector<const Served*> ended;
  for (const Served& one : serving.served)
    if (one.end > Picoseconds(0)) ended.push_back(&one);
  std::ranges::stable_sort(ended, {}, [](const Served* one) { return one->arrival; });
  Encoder encoder;
  using Free = std::pair<Picoseconds, std::size_t>;  // since when, lane
  std::priority_queue<Free, std::vector<Free>, std::greater<>> lanes;
  std::size_t used = 0;
  for (const Served* one : ended) {
    std::size_t lane = used;
    if (!lanes.empty() && lanes.top().first <= one->arrival) {
      lane = lanes.top().second;
      lanes.pop();
    } else {
      ++used;
    }
    lanes.emplace(one->end, lane);
    encoder.add(lane, *one);
  }
  return encoder.take();
}

}  // namespace tessera::serving
