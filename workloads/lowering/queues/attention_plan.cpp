// How attention is cut over cores and into tiles.
#include <algorithm>
#include <cmath>
#include <limits>

#include "isa/timing/matrix_unit.h"
#include "isa/timing/vector_unit.h"
#include "sim/core/diagnostics.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/queue_kernel.h"
#include "workloads/lowering/queues/rates.h"
#include "workloads/lowering/queues/steps.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kFewQueries = 16;    // new tokens per sequence that split keys, not queries
constexpr std::int64_t kSmallestPart = 64;  // keys or queries that are worth a core
constexpr std::int64_t kSmallestKeys = 16;  // of a tile
constexpr std::int64_t kScoreBytes = 4;
constexpr std::int64_t kManySteps = 4096;  // tiles of one sequence and head

// The query at which the first `share` of all pairs of a sequence is done.
std::int64_t query_at(const AttentionShape& shape, double share) {
  // Behind a window's first queries all have the same work.
  if (!shape.causal || (shape.window > 0 && shape.window < shape.keys()))
    return std::llround(share * static_cast<double>(shape.seq));
  // pairs(x) = x kv + x (x + 1) / 2
  const double b = static_cast<double>(shape.kv) + 0.5;
  const double target = share * static_cast<double>(shape.pairs());
  return std::llround(std::sqrt(b * b + 2 * target) - b);
}

// Pairs of queries [first, end) with keys [key, behind), those that a window hides left out.
std::int64_t pairs_in_window(const AttentionShape& shape, std::int64_t first, std::int64_t end,
                             std::int64_t key, std::int64_t behind) {
  std::int64_t pairs = 0;
  for (std::int64_t query = first; query < end; ++query)
    pairs += std::max<std::int64_t>(
        0, std::min(behind, shape.kv + query + 1) - std::max(key, shape.first_seen(query)));
  return pairs;
}

void add_cores(AttentionPart& part, int& next, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) part.cores.push_back(next++);
}

}  // namespace

std::vector<KeyStep> key_steps(const AttentionShape& shape, const AttentionRange& range,
                               std::int64_t keys_per_step) {
  const std::int64_t end =
      shape.causal ? std::min(range.end_key, shape.kv + range.end_query) : range.end_key;
  std::vector<KeyStep> all;
  const std::int64_t hidden = std::max<std::int64_t>(
      0, shape.first_seen(range.first_query) - range.first_key);  // by a window, of all queries
  const std::int64_t begin = range.first_key + hidden / keys_per_step * keys_per_step;
  for (std::int64_t key = begin; key < end; key += keys_per_step) {
    KeyStep step;
    const std::int64_t behind = std::min(end, key + keys_per_step);
    step.keys = behind - key;
    step.cached = std::clamp<std::int64_t>(shape.kv - key, 0, step.keys);
    const std::int64_t first =
        shape.causal ? std::max(range.first_query, key - shape.kv) : range.first_query;
    step.queries = range.end_query - first;
    step.pairs = step.queries * step.keys;
    if (shape.causal) {
      // Query i misses the keys behind kv + i: those of the first few queries.
      const std::int64_t missing = behind - (shape.kv + first + 1);
      const std::int64_t fewer = std::min(missing, step.queries);
      if (missing > 0) step.pairs -= fewer * missing - fewer * (fewer - 1) / 2;
    }
    if (shape.window > 0) step.pairs = pairs_in_window(shape, first, range.end_query, key, behind);
    all.push_back(step);
  }
  return all;
}

AttentionPartition partition_of(const AttentionShape& shape, std::int64_t cores) {
  const std::int64_t items = shape.batch * shape.kv_heads;
  const AttentionRange whole{0, shape.seq, 0, shape.keys()};
  AttentionPartition partition;
  int next = 0;
  const bool few = shape.seq <= kFewQueries;
  const std::int64_t length = few ? shape.keys() : shape.seq;
  const std::int64_t each =
      std::min(cores / items, std::max<std::int64_t>(1, length / kSmallestPart));
  if (each <= 1) {
    for (const Piece& piece : split(items, cores, 1)) {
      AttentionPart part{whole, piece.size, {}};
      add_cores(part, next, piece.count);
      partition.parts.push_back(std::move(part));
    }
    return partition;
  }
  if (few) {
    std::int64_t key = 0;
    for (const Piece& piece : split(length, each, kSmallestKeys)) {
      for (std::int64_t i = 0; i < piece.count; ++i) {
        AttentionPart part{{0, shape.seq, key, key + piece.size}, 1, {}};
        key += piece.size;
        add_cores(part, next, items);
        partition.parts.push_back(std::move(part));
      }
    }
    partition.combined = static_cast<std::int64_t>(partition.parts.size());
    return partition;
  }
  std::int64_t begin = 0;
  for (std::int64_t i = 1; i <= each; ++i) {
    const std::int64_t end =
        i == each ? shape.seq : query_at(shape, static_cast<double>(i) / static_cast<double>(each));
    if (end <= begin) continue;
    AttentionPart part{{begin, end, 0, shape.keys()}, 1, {}};
    add_cores(part, next, items);
    partition.parts.push_back(std::move(part));
    begin = end;
  }
  return partition;
}

Bytes AttentionOperands::tile(std::size_t kind, std::int64_t tokens) const {
  const std::int64_t elements = tokens * width(kind);
  Bytes bytes =
      std::max(bytes_of(elements, fused_.matrix_type), bytes_of(elements, fresh(kind).type));
  if (cached()) bytes = std::max(bytes, bytes_of(elements, cache(kind).type));
  return bytes;
}

int key_slots(const AttentionShape& shape) { return shape.values_in_keys ? 3 : 2; }

Bytes local_bytes(const FusedOperator& fused, const AttentionTile& tile) {
  const AttentionShape& shape = *fused.attention;
  const AttentionOperands operands(fused);
  const std::int64_t rows = tile.queries * (shape.heads / shape.kv_heads);
  const Bytes query = bytes_of(rows * shape.head_dim, fused.reads[0].type);
  Bytes keys, appended;
  for (std::size_t kind = 0; kind < operands.kinds(); ++kind) {
    keys += operands.tile(kind, tile.keys) * key_slots(shape);
    if (operands.appends()) appended = std::max(appended, operands.tile(kind, tile.keys) * 2);
  }
  const Bytes scores(rows * tile.keys * kScoreBytes);
  const Bytes shares = bytes_of(rows * tile.keys, fused.matrix_type);
  const Bytes sums(rows * shape.values() * kScoreBytes);
  return query * 2 + keys + scores * 2 + shares * 2 + sums * 2 + sums * 2 + appended;
}

namespace {

struct Cost {
  double ns = 0;
  double steps = 0;
};

// Tiles this close to the cheapest are as good: the one with the fewest steps is taken.
constexpr double kAsGood = 1.01;

// Of the part with the most pairs: the largest of matrix unit, lanes, memory and the chain of a
// tile, plus the first tile.
Cost cost_of(const FusedOperator& fused, const AttentionPart& part, double cores,
             const AttentionTile& tile, const ChipSpec& chip, const Rates& rates) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t group = shape.heads / shape.kv_heads;
  double clocks = 0, lanes = 0, key_bytes = 0, first = 0, steps = 0;
  const std::int64_t width = shape.values_in_keys ? shape.head_dim : shape.depth();
  const double per_key = bits_of(fused.reads.back().type) / 8 * static_cast<double>(width);
  const double pairs_of_all =
      static_cast<double>(shape.batch * shape.kv_heads) * static_cast<double>(shape.pairs());
  std::int64_t query = part.range.first_query;
  while (query < part.range.end_query) {
    AttentionRange range = part.range;
    range.first_query = query;
    range.end_query = std::min(part.range.end_query, query + tile.queries);
    query = range.end_query;
    for (const KeyStep& step : key_steps(shape, range, tile.keys)) {
      const std::int64_t rows = step.queries * group;
      const Matmul scores{rows, step.keys, shape.head_dim, step.pairs, fused.matrix_type};
      const Matmul values{rows, shape.values(), step.keys, step.pairs, fused.matrix_type};
      clocks += matmul_time(*chip.core.matrix_unit, chip.core.local_memory, scores).occupancy +
                matmul_time(*chip.core.matrix_unit, chip.core.local_memory, values).occupancy;
      lanes += vector_cycles(chip.core.vector_unit,
                             fused.vector * (static_cast<double>(step.pairs) / pairs_of_all));
      key_bytes += per_key * static_cast<double>(step.keys);
      if (first == 0) first = per_key * static_cast<double>(step.keys);
      ++steps;
    }
  }
  const auto items = static_cast<double>(part.items);
  const double memory = memory_rate(chip, Bytes(static_cast<std::int64_t>(first) / 2)) / cores;
  const double rate = std::min(rates.port, memory);
  const double matrix = clocks * items / rates.clock;
  const double lanes_ns = lanes * items / rates.clock;
  const double loading = key_bytes * items / rate;
  // Two tiles in flight: load, latency, scores, lanes, values, load again.
  const double chain = (loading + matrix + lanes_ns + steps * items * rates.latency) / 2;
  return {std::max({matrix, lanes_ns, loading, chain}) + first / rate, steps * items};
}

std::vector<std::int64_t> halves(std::int64_t extent, std::int64_t least) {
  std::vector<std::int64_t> sizes{extent};
  while (sizes.back() > least) sizes.push_back(std::max(least, ceil_divide(sizes.back(), 2)));
  return sizes;
}

}  // namespace

AttentionTile best_tile(const FusedOperator& fused, const AttentionPartition& partition,
                        const ChipSpec& chip) {
  const AttentionShape& shape = *fused.attention;
  const Rates rates = rates_of(chip);
  // The last part has the most queries or keys in sight of each.
  const AttentionPart& part = partition.parts.size() == 1 || partition.combined > 1
                                  ? partition.parts.front()
                                  : partition.parts.back();
  double cores = 0;
  for (const AttentionPart& each : partition.parts) cores += static_cast<double>(each.cores.size());
  double least = std::numeric_limits<double>::infinity();
  std::vector<std::pair<AttentionTile, Cost>> tiles;
  const std::int64_t queries = part.range.end_query - part.range.first_query;
  const std::int64_t keys = part.range.end_key - part.range.first_key;
  for (const std::int64_t q : halves(queries, 1)) {
    for (const std::int64_t k : halves(keys, std::min(keys, kSmallestKeys))) {
      const AttentionTile tile{q, k};
      if (local_bytes(fused, tile) > fused.local_memory) continue;
      // Smaller tiles cost more time to search than they save.
      if (ceil_divide(queries, q) * ceil_divide(keys, k) > kManySteps && !tiles.empty()) continue;
      tiles.emplace_back(tile, cost_of(fused, part, cores, tile, chip, rates));
      least = std::min(least, tiles.back().second.ns);
    }
  }
  AttentionTile best{0, 0};
  double fewest = std::numeric_limits<double>::infinity();
  for (const auto& [tile, cost] : tiles) {
    if (cost.ns > least * kAsGood || cost.steps >= fewest) continue;
    best = tile;
    fewest = cost.steps;
  }
  if (best.keys == 0) {
    const AttentionTile smallest{1, std::min(keys, kSmallestKeys)};
    throw InputError(ExitCode::kDoesNotFit,
                     fused.name + " does not fit: its smallest tile, one query and " +
                         std::to_string(smallest.keys) + " keys of head_dim " +
                         std::to_string(shape.head_dim) + ", needs " +
                         std::to_string(local_bytes(fused, smallest).count()) +
                         " bytes, its share of core.local_memory is " +
                         std::to_string(fused.local_memory.count()));
  }
  return best;
}

}  // namespace tessera::queues
