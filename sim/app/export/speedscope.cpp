#include "sim/app/export/speedscope.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>
#include <vector>

#include "sim/app/export/timeline.h"

namespace tessera {
namespace {

struct Bar {
  std::size_t frame;
  Picoseconds begin, end;
};

// Bars by the name of their profile, in the order in which profiles first appear; frames are the
// distinct names of bars.
class Profiles {
 public:
  explicit Profiles(const std::vector<Part>& parts) {
    for_each_span(parts, [&](std::size_t part, const Span& span) {
      const SpanTrace& trace = parts[part].execution.trace;
      Profile& profile = profile_of(part, span.track, [&] {
        return timeline_name(parts[part]) + " " +
               trace.tracks[static_cast<std::size_t>(span.track)];
      });
      profile.bars.push_back(
          {frame_of(trace.names[static_cast<std::size_t>(span.name)]), span.begin, span.end});
    });
    // Open and close events of a profile must come in the order of time.
    for (Profile& profile : all_)
      std::ranges::stable_sort(profile.bars, {}, [](const Bar& bar) { return bar.begin; });
  }

  struct Profile {
    std::string name;
    std::vector<Bar> bars;
  };
  const std::vector<Profile>& all() const { return all_; }
  const std::vector<std::string>& frames() const { return frames_; }

 private:
  template <class Name>
  Profile& profile_of(std::size_t part, int track, const Name& name) {
    const auto [found, fresh] = place_.try_emplace({part, track}, all_.size());
    if (fresh) all_.push_back({name(), {}});
    return all_[found->second];
  }

  std::size_t frame_of(const std::string& name) {
    const auto [found, fresh] = frame_.try_emplace(name, frames_.size());
    if (fresh) frames_.push_back(name);
    return found->second;
  }

  std::map<std::pair<std::size_t, int>, std::size_t> place_;
  std::map<std::string, std::size_t> frame_;
  std::vector<Profile> all_;
  std::vector<std::string> frames_;
};

// Without indentation: a trace has a million events.
class Document {
 public:
  std::string take(const RunOutput& output) {
    const Profiles profiles(output.parts);
    json_.StartObject();
    text("$schema", "https://www.speedscope.app/file-format-schema.json");
    text("exporter", "tessera");
    text("name", output.result.model() + " on " + output.result.chip());
    json_.Key("activeProfileIndex");
    json_.Int(0);
    add_frames(profiles.frames());
    json_.Key("profiles");
    json_.StartArray();
    for (const Profiles::Profile& profile : profiles.all()) add_profile(profile);
    json_.EndArray();
    json_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  void text(const char* key, const std::string& value) {
    json_.Key(key);
    json_.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
  }

  void add_frames(const std::vector<std::string>& frames) {
    json_.Key("shared");
    json_.StartObject();
    json_.Key("frames");
    json_.StartArray();
    for (const std::string& frame : frames) {
      json_.StartObject();
      text("name", frame);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }

  void add_profile(const Profiles::Profile& profile) {
    json_.StartObject();
    text("type", "evented");
    text("name", profile.name);
    text("unit", "nanoseconds");
    time("startValue", profile.bars.front().begin);
    time("endValue", profile.bars.back().end);
    json_.Key("events");
    json_.StartArray();
    for (const Bar& bar : profile.bars) {
      add_event("O", bar.frame, bar.begin);
      add_event("C", bar.frame, bar.end);
    }
    json_.EndArray();
    json_.EndObject();
  }

  void add_event(const char* type, std::size_t frame, Picoseconds at) {
    json_.StartObject();
    text("type", type);
    json_.Key("frame");
    json_.Uint64(frame);
    time("at", at);
    json_.EndObject();
  }

  void time(const char* key, Picoseconds t) {
    json_.Key(key);
    json_.Double(static_cast<double>(t.count()) / 1000);
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> json_{buffer_};
};

}  // namespace

std::string speedscope_trace(const RunOutput& output) { return Document().take(output); }

}  // namespace tessera
