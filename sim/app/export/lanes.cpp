#include "sim/app/export/lanes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <tuple>

#include "sim/app/export/timeline.h"

namespace tessera {
namespace {

// "core_12.load" is core 12's engine 0; what belongs to no core stands above all cores.
struct Place {
  std::int64_t core = -1;
  std::int64_t engine = 0;
  std::string name;
  auto operator<=>(const Place&) const = default;
};

std::int64_t number_behind(const std::string& text, std::size_t place) {
  std::int64_t number = 0;
  std::from_chars(text.data() + place, text.data() + text.size(), number);
  return number;
}

Place place_of(const std::string& track) {
  constexpr std::string_view kCore = "core_", kSlot = "slot_";
  const std::size_t dot = track.find('.');
  if (!track.starts_with(kCore) || dot == std::string::npos) return {-1, 0, track};
  const std::string engine = track.substr(dot + 1);
  Place place{number_behind(track, kCore.size()), kEngines, engine};
  if (engine.starts_with(kSlot)) place.engine = kEngines + 1 + number_behind(engine, kSlot.size());
  for (int e = 0; e < kEngines; ++e)
    if (engine == name_of(static_cast<Engine>(e))) place.engine = e;
  return place;
}

// Numbers of texts in the order in which they first come.
int number_of(const std::string& text, std::map<std::string, int>& numbers,
              std::vector<std::string>& all) {
  const auto [found, fresh] = numbers.try_emplace(text, static_cast<int>(all.size()));
  if (fresh) all.push_back(text);
  return found->second;
}

// All spans, part by part; tracks and names are those of the whole.
struct Gathered {
  std::vector<Span> spans;
  std::vector<std::string> tracks, names;
  std::vector<int> last;  // span of each part, -1 where it is not kept
};

// Where the end of the part is not kept, the last that is.
int last_of(const SpanTrace& trace) {
  if (trace.last >= 0 || trace.spans.empty()) return trace.last;
  const auto last = std::ranges::max_element(trace.spans, {}, [](const Span& s) { return s.end; });
  return static_cast<int>(last - trace.spans.begin());
}

Gathered gather(const std::vector<Part>& parts) {
  Gathered all;
  std::map<std::string, int> tracks, names;
  std::vector<int> first;
  int count = 0;
  for (const Part& part : parts) {
    first.push_back(count);
    const SpanTrace& trace = part.execution.trace;
    const int last = last_of(trace);
    all.last.push_back(last < 0 ? -1 : count + last);
    count += static_cast<int>(trace.spans.size());
  }
  for_each_span(parts, [&](std::size_t part, const Span& span) {
    const SpanTrace& trace = parts[part].execution.trace;
    Span moved = span;
    moved.track = number_of(trace.tracks[static_cast<std::size_t>(span.track)], tracks, all.tracks);
    moved.name = number_of(trace.names[static_cast<std::size_t>(span.name)], names, all.names);
    if (span.after >= 0) moved.after = first[part] + span.after;
    all.spans.push_back(moved);
  });
  return all;
}

std::vector<int> path_to(const std::vector<int>& ends, const std::vector<Span>& spans) {
  std::vector<int> path;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end)
    for (int i = *end; i >= 0; i = spans[static_cast<std::size_t>(i)].after) path.push_back(i);
  std::ranges::reverse(path);
  return path;
}

}  // namespace

bool stands_above(const std::string& track, const std::string& other) {
  return place_of(track) < place_of(other);
}

Lanes lanes_of(const std::vector<Part>& parts) {
  Gathered all = gather(parts);
  std::vector<std::size_t> tracks(all.tracks.size()), order(all.spans.size());
  std::iota(tracks.begin(), tracks.end(), 0);
  std::ranges::sort(tracks, stands_above, [&](std::size_t i) { return all.tracks[i]; });
  Lanes lanes;
  std::vector<int> lane_of(tracks.size());
  for (const std::size_t track : tracks) {
    lane_of[track] = static_cast<int>(lanes.lanes.size());
    lanes.lanes.push_back({all.tracks[track], 0});
  }
  for (Span& span : all.spans) span.track = lane_of[static_cast<std::size_t>(span.track)];
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) {
    return std::tuple(all.spans[i].track, all.spans[i].begin, i);
  });
  std::vector<int> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
  const auto moved = [&place](int i) { return i < 0 ? -1 : place[static_cast<std::size_t>(i)]; };
  for (const std::size_t i : order) {
    Span span = all.spans[i];
    span.after = moved(span.after);
    ++lanes.lanes[static_cast<std::size_t>(span.track)].spans;
    lanes.spans.push_back(span);
  }
  for (int& end : all.last) end = moved(end);
  lanes.critical_path = path_to(all.last, lanes.spans);
  lanes.names = std::move(all.names);
  return lanes;
}

}  // namespace tessera
