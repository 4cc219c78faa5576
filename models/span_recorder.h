// Keeps the spans of a run that its trace asks for: those that touch the window, up to the limit.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "isa/trace.h"

namespace tessera {

class SpanRecorder {
 public:
  explicit SpanRecorder(const TraceOptions& options) : options_(options) {}

  // What is noted from now on counts its time from `start`, and began behind span last().
  void begin_piece(Picoseconds start) { start_ = start; }
  void end_piece(int last) { last_ = last; }
  int last() const { return last_; }

  // `span`'s times count from the start of the piece; its track and name are set here. The index it
  // is kept under, -1 where it is not. Spans come in the order of their ends.
  int note(std::string_view track, std::string_view name, Span span);

  SpanTrace take();

 private:
  using Numbers = std::unordered_map<std::string, int>;
  static int number(std::string_view text, Numbers& numbers, std::vector<std::string>& all);

  TraceOptions options_;
  SpanTrace trace_;
  Numbers tracks_, names_;
  Picoseconds start_;
  int last_ = -1;
};

}  // namespace tessera
