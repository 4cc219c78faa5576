#include "sim/app/export/memory_over_time.h"

#include <algorithm>

namespace tessera {
namespace {

constexpr std::int64_t kShortestBin = 1000;  // picoseconds

void spread(double bytes, const Span& span, Picoseconds bin, std::vector<double>& over) {
  if (bytes <= 0) return;
  const double rate = bytes / static_cast<double>((span.end - span.begin).count());
  const std::int64_t first = span.begin.count() / bin.count();
  for (std::int64_t i = first; bin * i < span.end; ++i) {
    const Picoseconds shared = std::min(bin * (i + 1), span.end) - std::max(bin * i, span.begin);
    over[static_cast<std::size_t>(i)] += rate * static_cast<double>(shared.count());
  }
}

}  // namespace

MemoryOverTime memory_over_time(const std::vector<Span>& spans, std::int64_t bins) {
  Picoseconds end;
  for (const Span& span : spans) end = std::max(end, span.end);
  const std::int64_t bin = std::max(kShortestBin, (end.count() + bins - 1) / bins);
  const auto count = static_cast<std::size_t>((end.count() + bin - 1) / bin);
  MemoryOverTime over{Picoseconds(bin), std::vector<double>(count), std::vector<double>(count)};
  for (const Span& span : spans) {
    spread(span.read_bytes, span, over.bin, over.read_bytes);
    spread(span.written_bytes, span, over.bin, over.written_bytes);
  }
  return over;
}

}  // namespace tessera
