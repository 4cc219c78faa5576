#include "sim/app/export/timeline.h"

#include <fmt/format.h>

namespace tessera {

std::string timeline_name(const Part& part) {
  return part.name == "decode" ? fmt::format("decode at kv {}", part.kv) : part.name;
}

void for_each_span(const std::vector<Part>& parts,
                   const std::function<void(std::size_t part, const Span&)>& visit) {
  Picoseconds start;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const Span& span : parts[i].execution.spans) {
      Span moved = span;
      moved.begin += start;
      moved.end += start;
      visit(i, moved);
    }
    start += parts[i].execution.elapsed;
  }
}

}  // namespace tessera
