#include "sim/app/simulate/trace_part.h"

#include <algorithm>
#include <cmath>

#include "models/simulate.h"

namespace tessera {
namespace {

// The window as the part sees it: from its own start.
TraceOptions moved(TraceOptions options, Picoseconds start, std::int64_t kept) {
  options.from = options.from - start;
  if (options.to != TraceOptions::kEndOfTime) options.to = options.to - start;
  options.limit = std::max<std::int64_t>(options.limit - kept, 0);
  return options;
}

// The same window on a chip that no power limit slows: spans are kept before they are stretched.
TraceOptions at_full_clock(TraceOptions options, double stretch) {
  const auto scaled = [stretch](Picoseconds time) {
    return Picoseconds(std::llround(static_cast<double>(time.count()) / stretch));
  };
  options.from = scaled(options.from);
  if (options.to != TraceOptions::kEndOfTime) options.to = scaled(options.to);
  return options;
}

}  // namespace

SpanTrace within(const TraceOptions& options, const SpanTrace& whole) {
  SpanTrace kept{whole.tracks, whole.names, {}, -1, 0, {}};
  std::vector<int> place(whole.spans.size(), -1);
  for (std::size_t i = 0; i < whole.spans.size(); ++i) {
    Span span = whole.spans[i];
    if (span.end <= options.from || span.begin >= options.to) continue;
    if (static_cast<std::int64_t>(kept.spans.size()) >= options.limit) {
      ++kept.left_out;
      continue;
    }
    if (span.after >= 0) span.after = place[static_cast<std::size_t>(span.after)];
    place[i] = static_cast<int>(kept.spans.size());
    kept.complete_to = std::max(kept.complete_to, span.end);
    kept.spans.push_back(span);
  }
  if (whole.last >= 0) kept.last = place[static_cast<std::size_t>(whole.last)];
  return kept;
}

void trace_part(const Inputs& inputs, const RunControl& control, Picoseconds start,
                std::int64_t kept, Part& part) {
  const TraceOptions asked = moved(*control.trace, start, kept);
  SpanTrace& trace = part.execution.trace;
  if (part.way == Way::kHalves) trace = within(asked, trace);
  if (part.way != Way::kOnePiece || !inputs.tile_detail) return;
  SimulationOptions options;
  options.trace = at_full_clock(asked, part.execution.stretch);
  options.engines = false;
  options.interrupted = control.interrupted;
  if (control.progress)
    options.progress = [&](double share) { control.progress(part.name + " again, traced", share); };
  trace = simulate(inputs.chip, part.lowered.program, options).trace;
}

}  // namespace tessera
