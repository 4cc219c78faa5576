#include "isa/run/path.h"

#include <algorithm>

namespace tessera {

StallStack divide(Picoseconds span, const std::array<double, kStallCauses>& weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  StallStack parts;
  Picoseconds given;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    const auto part = Picoseconds(
        static_cast<std::int64_t>(static_cast<double>(span.count()) * weights[i] / sum));
    parts[static_cast<StallCause>(i)] = part;
    given += part;
    if (weights[i] > weights[largest]) largest = i;
  }
  parts[static_cast<StallCause>(largest)] += span - given;
  return parts;
}

}  // namespace tessera
