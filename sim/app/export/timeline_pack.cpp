#include "sim/app/export/timeline_pack.h"

#include <cmath>

#include "sim/app/export/compressed.h"
#include "sim/app/export/memory_over_time.h"
#include "sim/app/export/timeline.h"
#include "sim/app/report/json_writer.h"

namespace tessera {
namespace {

constexpr std::int64_t kMemoryBins = 1200;

class Columns {
 public:
  explicit Columns(const Lanes& lanes) : lanes_(lanes) {}

  std::string take() {
    begins();
    each([this](const Span& span) { positive((span.end - span.begin).count()); });
    names();
    for (std::size_t i = 0; i < lanes_.spans.size(); ++i) {
      const int after = lanes_.spans[i].after;
      either(after < 0 ? 0 : after - static_cast<std::int64_t>(i));
    }
    each([this](const Span& span) { positive(std::llround(span.read_bytes)); });
    each([this](const Span& span) { positive(std::llround(span.written_bytes)); });
    std::int64_t before = 0;
    for (const int i : lanes_.critical_path) {
      either(i - before);
      before = i;
    }
    return std::move(bytes_);
  }

 private:
  template <class Visit>
  void each(const Visit& visit) {
    for (const Span& span : lanes_.spans) visit(span);
  }

  void begins() {
    int lane = -1;
    Picoseconds before;
    for (const Span& span : lanes_.spans) {
      if (span.track != lane) before = Picoseconds(0);
      lane = span.track;
      either((span.begin - before).count());
      before = span.end;
    }
  }

  void names() {
    int lane = -1, before = 0;
    for (const Span& span : lanes_.spans) {
      if (span.track != lane) before = 0;
      lane = span.track;
      either(span.name - before);
      before = span.name;
    }
  }

  void either(std::int64_t number) { positive(number < 0 ? -2 * number - 1 : 2 * number); }

  void positive(std::int64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(0x80 | (number & 0x7f));
    bytes_ += static_cast<char>(number);
  }

  const Lanes& lanes_;
  std::string bytes_;
};

void add_parts(const std::vector<Part>& parts, JsonWriter& json) {
  Picoseconds start;
  json.begin_array("parts");
  for (const Part& part : parts) {
    json.begin_object();
    json.add("name", timeline_name(part));
    json.add("begin_ps", start.count());
    start += part.execution.elapsed;
    json.add("end_ps", start.count());
    json.end_object();
  }
  json.end_array();
}

void add_lanes(const Lanes& lanes, JsonWriter& json) {
  json.begin_array("lanes");
  for (const Lane& lane : lanes.lanes) {
    json.begin_object();
    json.add("name", lane.name);
    json.add("spans", lane.spans);
    json.end_object();
  }
  json.end_array();
  json.begin_array("names");
  for (const std::string& name : lanes.names) json.element(name);
  json.end_array();
}

void add_memory(const RunOutput& output, const Lanes& lanes, JsonWriter& json) {
  const MemoryOverTime over = memory_over_time(lanes.spans, kMemoryBins);
  // Whole bytes that add up to the whole.
  const auto rounded = [&json](std::string_view key, const std::vector<double>& bytes) {
    double sum = 0;
    std::int64_t written = 0;
    json.begin_array(key);
    for (const double one : bytes) {
      sum += one;
      const std::int64_t whole = std::llround(sum);
      json.element(whole - written);
      written = whole;
    }
    json.end_array();
  };
  const MemorySpec& memory = output.inputs.chip.memory;
  json.begin_object("memory");
  json.add("channels", memory.channels);
  json.add("peak_bytes_per_s", memory.peak_bandwidth.count());
  json.add("bin_ps", over.bin.count());
  rounded("read_bytes", over.read_bytes);
  rounded("written_bytes", over.written_bytes);
  json.end_object();
}

}  // namespace

std::string span_columns(const Lanes& lanes) { return Columns(lanes).take(); }

std::string packed_timeline(const RunOutput& output) {
  const Lanes lanes = lanes_of(output.parts);
  if (lanes.spans.empty()) return "";
  JsonWriter json;
  json.begin_object();
  json.add("format", 1);
  json.add("spans", lanes.spans.size());
  add_parts(output.parts, json);
  add_lanes(lanes, json);
  if (const std::string notice = trace_notice(output.parts); !notice.empty())
    json.add("notice", notice);
  add_memory(output, lanes, json);
  json.add("critical_spans", lanes.critical_path.size());
  json.add("data", compressed(span_columns(lanes)));
  json.end_object();
  return json.take();
}

}  // namespace tessera
