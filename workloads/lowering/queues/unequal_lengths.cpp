#include "workloads/lowering/queues/unequal_lengths.h"

#include <algorithm>
#include <cmath>

#include "workloads/lowering/attention_lanes.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/queue_kernel.h"

namespace tessera::queues {
namespace {

// Tokens of `part` over those of the batch: new ones, cached ones, and all.
struct Shares {
  double fresh = 1, cached = 1, all = 1;
};

Shares shares_of(const AttentionShape& part, const AttentionShape& batch) {
  const auto share = [](std::int64_t of, std::int64_t all) {
    return all > 0 ? static_cast<double>(of) / static_cast<double>(all) : 0;
  };
  return {share(part.batch * part.seq, batch.seq), share(part.batch * part.kv, batch.kv),
          share(part.batch * (part.seq + part.kv), batch.seq + batch.kv)};
}

Operand scaled(Operand operand, double share) {
  operand.bytes = Bytes(std::llround(static_cast<double>(operand.bytes.count()) * share));
  operand.rows = std::max<std::int64_t>(1, std::llround(static_cast<double>(operand.rows) * share));
  return operand;
}

FusedOperator part_of(const FusedOperator& fused, const AttentionShape& shape) {
  const AttentionShape& batch = *fused.attention;
  const Shares shares = shares_of(shape, batch);
  FusedOperator part = fused;
  part.attention = shape;
  const AttentionOperands operands(fused);
  for (std::size_t i = 0; i < part.reads.size(); ++i) {
    const bool cached = i > operands.kinds();
    const double keys = operands.cached() ? (cached ? shares.cached : shares.fresh) : shares.all;
    part.reads[i] = scaled(part.reads[i], i == 0 ? shares.fresh : keys);
  }
  for (Operand& written : part.writes) written = scaled(written, shares.fresh);
  const AttentionLanes lanes = attention_lanes(fused);
  const double pairs = static_cast<double>(shape.batch) * static_cast<double>(shape.pairs()) /
                       static_cast<double>(batch.pairs());
  part.vector = lanes.scores * pairs;
  part.vector.add_mul += lanes.rows.add_mul * shares.fresh;
  part.vector.special += lanes.rows.special * shares.fresh;
  return part;
}

}  // namespace

std::vector<FusedOperator> by_length(const FusedOperator& attention) {
  if (attention.attention->sequences.empty()) return {attention};
  std::vector<FusedOperator> parts;
  for (const AttentionShape& shape : attention.attention->by_length()) {
    parts.push_back(part_of(attention, shape));
    if (parts.size() > 1) parts.back().first_of_program = false;
  }
  return parts;
}

}  // namespace tessera::queues
