#include "models/span_recorder.h"

#include <algorithm>

namespace tessera {

int SpanRecorder::number(std::string_view text, Numbers& numbers, std::vector<std::string>& all) {
  const auto [found, fresh] = numbers.try_emplace(std::string(text), static_cast<int>(all.size()));
  if (fresh) all.emplace_back(text);
  return found->second;
}

int SpanRecorder::note(std::string_view track, std::string_view name, Span span) {
  span.begin += start_;
  span.end += start_;
  // Of no length: a barrier that nobody waited for.
  if (span.begin == span.end || span.end <= options_.from || span.begin >= options_.to)
    return span.after;
  if (static_cast<std::int64_t>(trace_.spans.size()) >= options_.limit) {
    ++trace_.left_out;
    return -1;
  }
  span.track = number(track, tracks_, trace_.tracks);
  span.name = number(name, names_, trace_.names);
  trace_.complete_to = std::max(trace_.complete_to, span.end);
  trace_.spans.push_back(span);
  return static_cast<int>(trace_.spans.size()) - 1;
}

SpanTrace SpanRecorder::take() {
  trace_.last = last_;
  return std::move(trace_);
}

}  // namespace tessera
