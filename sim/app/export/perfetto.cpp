#include "sim/app/export/perfetto.h"

#include <fmt/format.h>

#include <map>

#include "sim/app/export/timeline.h"
#include "sim/app/export/trace.pb.h"
#include "sim/app/report/ops_csv.h"

namespace tessera {
namespace {

constexpr std::uint32_t kSequence = 1;
constexpr std::uint32_t kIncrementalStateCleared = 1;  // sequence_flags of the first packet
constexpr std::uint32_t kNeedsIncrementalState = 2;    // of those that use interned names

std::uint64_t nanoseconds(Picoseconds t) {
  return static_cast<std::uint64_t>((t.count() + 500) / 1000);
}

// Divided, so that a whole number of picoseconds prints with at most six decimals.
double microseconds(Picoseconds t) { return static_cast<double>(t.count()) / 1e6; }

// Packets are encoded one by one: a long trace never exists as messages.
class TraceEncoder {
 public:
  explicit TraceEncoder(const RunOutput& output) {
    for (std::size_t i = 0; i < output.parts.size(); ++i)
      describe_process(i, output.result.chip() + " " + timeline_name(output.parts[i]));
    for_each_span(output.parts, [&](std::size_t part, const Span& span) {
      add(part, output.parts[part].execution.trace, span);
    });
  }

  std::string take() { return std::move(bytes_); }

 private:
  static std::uint64_t process_uuid(std::size_t part) { return part + 1; }

  void describe_process(std::size_t part, const std::string& name) {
    perfetto::TracePacket packet;
    perfetto::TrackDescriptor* track = packet.mutable_track_descriptor();
    track->set_uuid(process_uuid(part));
    track->set_name(name);
    track->mutable_process()->set_pid(static_cast<std::int32_t>(part + 1));
    track->mutable_process()->set_process_name(name);
    append(packet);
  }

  std::uint64_t track_uuid(std::size_t part, const std::string& name) {
    const auto [found, fresh] = tracks_.try_emplace({part, name}, kFirstTrack + tracks_.size());
    if (fresh) {
      perfetto::TracePacket packet;
      perfetto::TrackDescriptor* track = packet.mutable_track_descriptor();
      track->set_uuid(found->second);
      track->set_parent_uuid(process_uuid(part));
      track->set_name(name);
      append(packet);
    }
    return found->second;
  }

  void add(std::size_t part, const SpanTrace& trace, const Span& span) {
    const std::uint64_t track =
        track_uuid(part, trace.tracks[static_cast<std::size_t>(span.track)]);
    const std::string& text = trace.names[static_cast<std::size_t>(span.name)];
    perfetto::TracePacket begin;
    begin.set_timestamp(nanoseconds(span.begin));
    perfetto::TrackEvent* event = begin.mutable_track_event();
    event->set_type(perfetto::TrackEvent::SLICE_BEGIN);
    event->set_track_uuid(track);
    const auto [name, fresh] = names_.try_emplace(text, names_.size() + 1);
    event->set_name_iid(name->second);
    if (fresh) {
      perfetto::EventName* interned = begin.mutable_interned_data()->add_event_names();
      interned->set_iid(name->second);
      interned->set_name(text);
    }
    append(begin);
    perfetto::TracePacket end;
    end.set_timestamp(nanoseconds(span.end));
    end.mutable_track_event()->set_type(perfetto::TrackEvent::SLICE_END);
    end.mutable_track_event()->set_track_uuid(track);
    append(end);
  }

  void append(perfetto::TracePacket& packet) {
    packet.set_trusted_packet_sequence_id(kSequence);
    packet.set_sequence_flags(bytes_.empty() ? kIncrementalStateCleared | kNeedsIncrementalState
                                             : kNeedsIncrementalState);
    perfetto::Trace one;
    one.add_packet()->Swap(&packet);
    one.AppendToString(&bytes_);  // repeated fields of concatenated messages join
  }

  static constexpr std::uint64_t kFirstTrack = 1 << 20;
  std::string bytes_;
  std::map<std::pair<std::size_t, std::string>, std::uint64_t> tracks_;
  std::map<std::string, std::uint64_t> names_;
};

}  // namespace

std::string perfetto_trace(const RunOutput& output) { return TraceEncoder(output).take(); }

std::string csv_trace(const RunOutput& output) {
  std::string csv = "part,track,name,begin_us,end_us\n";
  for_each_span(output.parts, [&](std::size_t part, const Span& span) {
    const SpanTrace& trace = output.parts[part].execution.trace;
    csv += fmt::format("{},{},{},{},{}\n", csv_field(timeline_name(output.parts[part])),
                       csv_field(trace.tracks[static_cast<std::size_t>(span.track)]),
                       csv_field(trace.names[static_cast<std::size_t>(span.name)]),
                       microseconds(span.begin), microseconds(span.end));
  });
  return csv;
}

}  // namespace tessera
