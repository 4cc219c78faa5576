#include "sim/app/report/html/memory_rate.h"

#include <algorithm>

namespace tessera {
namespace {

bool stands_for_repeats(const SpanTrace& trace, const Span& span) {
  return trace.tracks[static_cast<std::size_t>(span.track)] == "repeats";
}

// Instants with the bars of repeats cut out.
class CutTime {
 public:
  explicit CutTime(const SpanTrace& trace) {
    for (const Span& span : trace.spans)
      if (stands_for_repeats(trace, span)) bars_.push_back(span);
    std::ranges::sort(bars_, {}, &Span::begin);
  }

  double at(Picoseconds instant) const {
    Picoseconds cut;
    for (const Span& bar : bars_) {
      if (bar.begin >= instant) break;
      cut += std::min(bar.end, instant) - bar.begin;
    }
    return static_cast<double>((instant - cut).count());
  }

 private:
  std::vector<Span> bars_;
};

void spread(double begin, double end, double bytes, double bin, std::vector<double>& sums) {
  if (bytes <= 0 || end <= begin) return;
  const double per_time = bytes / (end - begin);
  const auto last = sums.size() - 1;
  for (auto i = static_cast<std::size_t>(begin / bin); i <= last; ++i) {
    const double from = std::max(begin, bin * static_cast<double>(i));
    const double to = i == last ? end : std::min(end, bin * static_cast<double>(i + 1));
    if (to <= from) break;
    sums[i] += per_time * (to - from);
  }
}

}  // namespace

MemoryRate memory_rate(const SpanTrace& trace, std::size_t bins) {
  const CutTime cut(trace);
  double first = 0, last = 0;
  bool any = false;
  for (const Span& span : trace.spans) {
    if (stands_for_repeats(trace, span)) continue;
    first = any ? std::min(first, cut.at(span.begin)) : cut.at(span.begin);
    last = std::max(last, cut.at(span.end));
    any = true;
  }
  if (last <= first) return {};
  const double bin = (last - first) / static_cast<double>(bins);
  MemoryRate rate{Picoseconds(static_cast<std::int64_t>(bin)), std::vector<double>(bins),
                  std::vector<double>(bins)};
  for (const Span& span : trace.spans) {
    const double begin = cut.at(span.begin) - first;
    const double end = cut.at(span.end) - first;
    spread(begin, end, span.read_bytes, bin, rate.read_bytes);
    spread(begin, end, span.written_bytes, bin, rate.written_bytes);
  }
  return rate;
}

}  // namespace tessera
