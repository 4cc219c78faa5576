// The lanes' share of attention, by what it grows with: scores, or rows of results.
#pragma once

#include <algorithm>

#include "workloads/lowering/fused_operator.h"

namespace tessera {

// Of the whole operator: `scores` is spent on query-key pairs evenly; `rows` is the final scaling,
// a product per element and one reciprocal per row, however many keys a row sees.
struct AttentionLanes {
  VectorWork scores, rows;
};

inline AttentionLanes attention_lanes(const FusedOperator& fused) {
  const AttentionShape& shape = *fused.attention;
  const auto rows = static_cast<double>(shape.batch * shape.seq * shape.heads);
  AttentionLanes lanes;
  lanes.rows.add_mul = std::min(fused.vector.add_mul, rows * static_cast<double>(shape.values()));
  lanes.rows.special = std::min(fused.vector.special, rows);
  lanes.scores = fused.vector;
  lanes.scores.add_mul -= lanes.rows.add_mul;
  lanes.scores.special -= lanes.rows.special;
  return lanes;
}

}  // namespace tessera
