// Writes fused attention as one stream per part: the scores of the next tile of keys are computed
// while the lanes work on those of this one.
#include <algorithm>
#include <array>
#include <iterator>

#include "workloads/lowering/attention_lanes.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/queue_kernel.h"
#include "workloads/lowering/queues/steps.h"
#include "workloads/lowering/queues/unequal_lengths.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kSumBytes = 4;
constexpr std::int64_t kStatistics = 2;  // maximum and sum of a row, kept with unjoined results

class Writer {
 public:
  Writer(const FusedOperator& fused, const AttentionPartition& partition, const AttentionTile& tile)
      : fused_(fused),
        shape_(*fused.attention),
        lanes_(attention_lanes(fused)),
        partition_(partition),
        tile_(tile),
        operands_(fused),
        group_(shape_.heads / shape_.kv_heads),
        kernel_(fused) {}

  Kernel write() {
    declare();
    std::vector<Stream> streams;
    for (const AttentionPart& part : partition_.parts)
      streams.push_back({part.cores, stream(part)});
    return kernel_.finish(std::move(streams));
  }

 private:
  // Rows of one item's matrix: an activation's rows lie apart, a cache lies key after key.
  static Rows activation(std::int64_t tokens, std::int64_t width, DataType type) {
    return {tokens, bytes_of(width, type)};
  }
  static Rows cache(std::int64_t tokens, std::int64_t width, DataType type) {
    return {1, bytes_of(tokens * width, type)};
  }

  void declare() {
    const std::int64_t rows = tile_.queries * group_;
    const std::int64_t d = shape_.values();
    query_ = kernel_.channel("query", bytes_of(rows * shape_.head_dim, fused_.reads[0].type), 2);
    keys_[0] = kernel_.channel("keys", operands_.tile(0, tile_.keys), key_slots(shape_));
    if (operands_.kinds() > 1)
      keys_[1] = kernel_.channel("values", operands_.tile(1, tile_.keys), key_slots(shape_));
    scores_ = kernel_.channel("scores", Bytes(rows * tile_.keys * kSumBytes), 2);
    shares_ = kernel_.channel("shares", bytes_of(rows * tile_.keys, fused_.matrix_type), 2);
    sums_ = kernel_.channel("sums", Bytes(rows * d * kSumBytes), 2);
    out_ = kernel_.channel("out", Bytes(rows * (d + (partial() ? kStatistics : 0)) * kSumBytes), 2);
    if (operands_.appends()) {
      Bytes largest;
      for (std::size_t kind = 0; kind < operands_.kinds(); ++kind)
        largest = std::max(largest, operands_.tile(kind, tile_.keys));
      append_ = kernel_.channel("append", largest, 2);
    }
  }

  bool partial() const { return partition_.combined > 1; }

  Body stream(const AttentionPart& part) {
    Body body;
    const std::vector<KeyStep> first = steps_of_tile(part, 0);
    early_ = 0;
    const auto load_early = [&] {
      for (; early_ < 2 && early_ < static_cast<std::int64_t>(first.size()); ++early_) {
        const KeyStep& step = first[static_cast<std::size_t>(early_)];
        if (cached(step) < step.keys) break;
        load_keys(body, step);
      }
    };
    if (fused_.prefetch) load_early();
    if (!fused_.first_of_program) body.push_back(barrier());
    for (const Step& item : steps(part.items, 1)) {
      Body one;
      if (!item.first) early_ = 0;
      const std::int64_t queries = part.range.end_query - part.range.first_query;
      for (std::int64_t q = 0; q * tile_.queries < queries; ++q) {
        query_tile(one, part, q);
        early_ = 0;
      }
      append_new(one, part);
      repeat(body, item.count, std::move(one));
    }
    return body;
  }

  AttentionRange range_of(const AttentionPart& part, std::int64_t index) const {
    AttentionRange range = part.range;
    range.first_query += index * tile_.queries;
    range.end_query = std::min(range.end_query, range.first_query + tile_.queries);
    return range;
  }
  std::vector<KeyStep> steps_of_tile(const AttentionPart& part, std::int64_t index) const {
    return key_steps(shape_, range_of(part, index), tile_.keys);
  }

  // Scores of step i + 1 go before the weighted values of step i, so that the matrix unit has work
  // while the lanes are at step i + 1.
  void query_tile(Body& body, const AttentionPart& part, std::int64_t index) {
    const AttentionRange range = range_of(part, index);
    const std::int64_t tokens = range.end_query - range.first_query;
    const std::vector<KeyStep> all = steps_of_tile(part, index);
    body.push_back(load(fused_.reads[0], query_,
                        activation(tokens, group_ * shape_.head_dim, fused_.reads[0].type)));
    score(body, all, 0);
    for (std::size_t i = 0; i + 1 < all.size();) {
      std::size_t end = i + 1;
      const auto is_edge = [&](std::size_t at) {
        return at == 0 || at + 2 == all.size() || static_cast<std::int64_t>(at) + 1 < early_;
      };
      if (!is_edge(i)) {
        while (end + 1 < all.size() && !is_edge(end) && all[end] == all[i] &&
               all[end + 1] == all[i + 1])
          ++end;
      }
      Body one;
      score(one, all, i + 1);
      weigh(one, all, i);
      repeat(body, static_cast<std::int64_t>(end - i), std::move(one));
      i = end;
    }
    weigh(body, all, all.size() - 1);
    finish(body, tokens);
  }

  void load_keys(Body& body, const KeyStep& step) {
    for (std::size_t kind = 0; kind < operands_.kinds(); ++kind) {
      const Channel& into = keys_[kind];
      const std::int64_t width = operands_.width(kind);
      const std::int64_t fresh = step.keys - cached(step);
      if (cached(step) > 0) {
        const Operand& old = operands_.cache(kind);
        body.push_back(load(old, into, cache(cached(step), width, old.type)));
      }
      if (fresh > 0) {
        const Operand& new_ones = operands_.fresh(kind);
        Instruction instruction = load(new_ones, into, activation(fresh, width, new_ones.type));
        if (cached(step) > 0) instruction.waits.clear();  // the slot is taken
        body.push_back(std::move(instruction));
      }
    }
  }

  std::int64_t cached(const KeyStep& step) const { return operands_.cached() ? step.cached : 0; }
  std::int64_t transfers_of(const KeyStep& step) const {
    return cached(step) > 0 && cached(step) < step.keys ? 2 : 1;
  }

  void score(Body& body, const std::vector<KeyStep>& all, std::size_t i) {
    const KeyStep& step = all[i];
    if (static_cast<std::int64_t>(i) >= early_) load_keys(body, step);
    Matmul matmul{step.queries * group_, step.keys,
                  shape_.head_dim,       step.pairs * group_ * shape_.head_dim,
                  fused_.matrix_type,    query_.buffer,
                  keys_[0].buffer,       scores_.buffer};
    Instruction instruction{matmul, {}, {}};
    wait(instruction, scores_.space);
    if (i == 0) wait(instruction, query_.data);
    wait(instruction, keys_[0].data, transfers_of(step));
    if (operands_.kinds() > 1) signal(instruction, keys_[0].space);
    signal(instruction, scores_.data);
    if (i + 1 == all.size()) signal(instruction, query_.space);
    body.push_back(std::move(instruction));
    append_lanes(body, lanes_.scores * share_of_pairs(step), {{scores_, true}}, {shares_});
  }

  void weigh(Body& body, const std::vector<KeyStep>& all, std::size_t i) {
    const KeyStep& step = all[i];
    const Channel& values = keys_[operands_.kinds() - 1];
    Matmul matmul{step.queries * group_,
                  shape_.values(),
                  step.keys,
                  step.pairs * group_ * shape_.values(),
                  fused_.matrix_type,
                  shares_.buffer,
                  values.buffer,
                  sums_.buffer};
    Instruction instruction{matmul, {}, {}};
    if (i == 0) wait(instruction, sums_.space);
    wait(instruction, shares_.data);
    if (operands_.kinds() > 1) wait(instruction, values.data, transfers_of(step));
    signal(instruction, shares_.space);
    signal(instruction, values.space);
    if (i + 1 == all.size()) signal(instruction, sums_.data);
    body.push_back(std::move(instruction));
  }

  void finish(Body& body, std::int64_t tokens) {
    append_lanes(body, final_work(tokens * group_), {{sums_, true}}, {out_});
    Operand out = fused_.writes[0];
    if (partial()) out.tensor = fused_.scratch;
    const Rows rows =
        partial() ? Rows{1, Bytes(tokens * group_ * (shape_.values() + kStatistics) * kSumBytes)}
                  : activation(tokens, group_ * shape_.values(), out.type);
    body.push_back(store(out, out_, rows));
  }

  // New keys and values of this part's tokens go to the cache; keys split over cores: the last
  // does.
  void append_new(Body& body, const AttentionPart& part) {
    if (!operands_.appends() || (partial() && &part != &partition_.parts.back())) return;
    const std::int64_t tokens = part.range.end_query - part.range.first_query;
    for (const Step& step : steps(tokens, tile_.keys)) {
      Body one;
      for (std::size_t kind = 0; kind < operands_.kinds(); ++kind) {
        const Operand& from = operands_.fresh(kind);
        const Operand& to = operands_.appended(kind);
        const std::int64_t width = operands_.width(kind);
        one.push_back(load(from, append_, activation(step.size, width, from.type)));
        one.push_back(store(to, append_, cache(step.size, width, to.type)));
      }
      repeat(body, step.count, std::move(one));
    }
  }

  // Parts of split keys share the final scaling.
  VectorWork final_work(std::int64_t rows) const {
    const std::int64_t all = shape_.batch * shape_.seq * shape_.heads * partition_.combined;
    return lanes_.rows * (static_cast<double>(rows) / static_cast<double>(all));
  }
  double share_of_pairs(const KeyStep& step) const {
    return static_cast<double>(step.pairs) / (static_cast<double>(shape_.batch * shape_.kv_heads) *
                                              static_cast<double>(shape_.pairs()));
  }

  const FusedOperator& fused_;
  const AttentionShape& shape_;
  AttentionLanes lanes_;
  const AttentionPartition& partition_;
  AttentionTile tile_;
  AttentionOperands operands_;
  std::int64_t group_;
  QueueKernel kernel_;
  std::int64_t early_ = 0;       // tiles of keys loaded before the loops
  std::array<Channel, 2> keys_;  // keys, values
  Channel query_, scores_, shares_, sums_, out_, append_;
};

Bytes bytes_of_parts(const AttentionShape& shape, std::int64_t parts) {
  const std::int64_t rows = shape.batch * shape.seq * shape.heads;
  return Bytes(parts * rows * (shape.values() + kStatistics) * kSumBytes);
}

// Joins the results of split keys: each is rescaled by its maximum and summed.
FusedOperator join_of(const FusedOperator& fused, std::int64_t parts) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t rows = shape.batch * shape.seq * shape.heads;
  FusedOperator join;
  join.op = fused.op;
  join.name = fused.name + ".join";
  join.kind = OperatorKind::kReduction;
  join.local_memory = fused.local_memory;
  join.prefetch = fused.prefetch;
  Operand partial = fused.writes[0];
  partial.tensor = fused.scratch;
  partial.bytes = bytes_of_parts(shape, parts);
  partial.rows = rows;
  partial.type = DataType::kFp32;
  join.reads = {partial};
  join.writes = {fused.writes[0]};
  join.vector.add_mul = static_cast<double>(2 * parts * rows * shape.values());
  join.vector.special = static_cast<double>(parts * rows);
  return join;
}

// Sequences of equal lengths one after the other.
template <typename Lower>
std::vector<Kernel> one_by_one(const FusedOperator& packed, const Lower& lower) {
  std::vector<Kernel> kernels;
  for (const FusedOperator& alike : by_length(packed))
    std::ranges::move(lower(alike), std::back_inserter(kernels));
  return kernels;
}

}  // namespace

// The sequences of a packed batch that are alike come one after the other and share the room.
Bytes parts_bytes(const AttentionShape& shape, std::int64_t cores) {
  Bytes most(0);
  for (const AttentionShape& alike : shape.by_length()) {
    const std::int64_t parts = partition_of(alike, cores).combined;
    if (parts > 1) most = std::max(most, bytes_of_parts(alike, parts));
  }
  return most;
}

std::vector<Kernel> tiled_attention(const FusedOperator& fused, const ChipSpec& chip) {
  if (!fused.attention->sequences.empty())
    return one_by_one(fused, [&](const FusedOperator& one) { return tiled_attention(one, chip); });
  const AttentionPartition partition = partition_of(*fused.attention, chip.core.count);
  const AttentionTile tile = best_tile(fused, partition, chip);
  std::vector<Kernel> kernels{Writer(fused, partition, tile).write()};
  if (partition.combined > 1)
    kernels.push_back(vector_kernel(join_of(fused, partition.combined), chip));
  return kernels;
}

std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const AttentionKernels& library) {
  // What attends both ways without a cache (images, encoders) lies in no pages.
  const bool pages = fused.attention->causal || AttentionOperands(fused).cached();
  if (library.page_tokens > 0 && pages)
    return one_by_one(fused, [&](const FusedOperator& one) {
      return std::vector<Kernel>{paged_attention(one, library, chip.core.count)};
    });
  return tiled_attention(fused, chip);
}

}  // namespace tessera::queues
