#include "sim/app/export/timeline.h"

#include <fmt/format.h>

#include "sim/app/export/trace_window.h"

namespace tessera {

std::string timeline_name(const Part& part) {
  return part.name == "decode" ? fmt::format("decode at kv {}", part.kv) : part.name;
}

void for_each_span(const std::vector<Part>& parts,
                   const std::function<void(std::size_t part, const Span&)>& visit) {
  Picoseconds start;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const Span& span : parts[i].execution.trace.spans) {
      Span moved = span;
      moved.begin += start;
      moved.end += start;
      visit(i, moved);
    }
    start += parts[i].execution.elapsed;
  }
}

std::string trace_notice(const std::vector<Part>& parts) {
  std::int64_t kept = 0, left_out = 0;
  Picoseconds start, complete_to;
  for (const Part& part : parts) {
    const SpanTrace& trace = part.execution.trace;
    if (left_out == 0) complete_to = start + trace.complete_to;
    kept += static_cast<std::int64_t>(trace.spans.size());
    left_out += trace.left_out;
    start += part.execution.elapsed;
  }
  if (left_out > 0)
    return fmt::format(
        "the trace has the first {} spans, up to {}; {} more are left out: `tessera export` with "
        "--trace-window {}.. or a greater --trace-limit has them",
        kept, text_of_time(complete_to), left_out, text_of_time(complete_to));
  if (kept == 0)
    return "the trace is empty: nothing runs in its window, or the run has no time line (closed "
           "forms, products in pieces)";
  return "";
}

}  // namespace tessera
