// Many queries: tiles of them, head by head.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/rates.h"

namespace tessera::grid {
namespace {

constexpr std::int64_t kMostGroups = 64;  // of blocks of different length in one kernel

// How often keys and values leave memory. Blocks of one head start together and walk its keys
// together; those that come in a later wave read them again unless the heads at work fit the
// shared buffer.
double passes_over_keys(const FusedOperator& fused, std::int64_t blocks_per_kv_head,
                        std::int64_t concurrent, const ChipSpec& chip) {
  const AttentionShape& shape = *fused.attention;
  double bytes = 0;
  for (std::size_t i = 1; i < fused.reads.size(); ++i) {
    bytes += static_cast<double>(fused.reads[i].bytes.count());
  }
  const auto heads = static_cast<double>(shape.sequence_count() * shape.kv_heads);
  const double at_work = std::min(
      heads, std::ceil(static_cast<double>(concurrent) / static_cast<double>(blocks_per_kv_head)));
  if (at_work * bytes / heads <= rates_of(chip).buffer_capacity) return 1;
  return static_cast<double>(ceil_divide(blocks_per_kv_head, concurrent));
}

// Tiles of queries [first, end) of equal height. Work grows evenly from tile to tile, so an odd
// number of them is that many times the middle one, exactly.
struct Bucket {
  std::int64_t first, end;
  std::int64_t middle() const { return (first + end - 1) / 2; }
  std::int64_t tiles() const { return end - first; }
};

std::vector<Bucket> buckets_of(std::int64_t tiles) {
  // Two more may hold what is left over, and one the last, partial tile.
  std::int64_t each = ceil_divide(tiles, kMostGroups - 3);
  if (each % 2 == 0) ++each;
  std::vector<Bucket> buckets;
  std::int64_t end = tiles;
  for (; end >= each; end -= each) buckets.push_back({end - each, end});
  if (end > 0 && end % 2 == 0) {
    buckets.push_back({end - 1, end});
    --end;
  }
  if (end > 0) buckets.push_back({0, end});
  std::ranges::reverse(buckets);
  return buckets;
}

struct Tiles {
  std::int64_t count;  // that are alike
  AttentionSpan span;
};

// Whole tiles whose queries see all keys before them; those behind that see a window as wide as the
// last one's all do equal work.
struct WindowedTiles {
  std::int64_t growing, edge;  // `edge`: some queries see all, some a window
};

WindowedTiles split_by_window(const AttentionShape& shape, std::int64_t whole, std::int64_t tile,
                              std::int64_t heads) {
  if (shape.window == 0) return {whole, 0};
  const auto full = [&](std::int64_t row) { return shape.kv + row / heads + 1 >= shape.window; };
  std::int64_t growing = 0;
  while (growing < whole && !full((growing + 1) * tile - 1)) ++growing;
  std::int64_t edge = 0;
  while (growing + edge < whole && !full((growing + edge) * tile)) ++edge;
  return {growing, edge};
}

// The spans of one head, or group of heads, of `rows` rows in all, in the order of the queries.
std::vector<Tiles> query_tiles(const AttentionShape& shape, std::int64_t rows, std::int64_t tile) {
  const std::int64_t keys = shape.keys();
  const std::int64_t heads = rows / shape.seq;
  const std::int64_t whole = rows / tile;
  std::vector<Tiles> tiles;
  const auto add = [&](std::int64_t count, std::int64_t first, std::int64_t end) {
    tiles.push_back({count, {first, end, shape.first_seen(first / heads), keys}});
  };
  if (!shape.causal && whole > 0) tiles.push_back({whole, {0, tile, 0, keys}});
  if (shape.causal) {
    const auto [growing, edge] = split_by_window(shape, whole, tile, heads);
    for (const Bucket& bucket : buckets_of(growing))
      add(bucket.tiles(), bucket.middle() * tile, (bucket.middle() + 1) * tile);
    for (std::int64_t i = growing; i < growing + edge; ++i) add(1, i * tile, (i + 1) * tile);
    if (const std::int64_t steady = growing + edge; steady < whole)
      add(whole - steady, steady * tile, (steady + 1) * tile);
  }
  if (rows % tile > 0) add(1, whole * tile, rows);
  return tiles;
}

// Sequences of equal lengths, and the tiles of one head, or group of heads, of each.
struct Sequences {
  AttentionShape shape;
  std::vector<Tiles> tiles;
};

std::vector<Sequences> sequences_of(const AttentionShape& shape, const AttentionTile& tile) {
  std::vector<Sequences> all;
  for (const AttentionShape& alike : shape.by_length())
    all.push_back({alike, query_tiles(alike, alike.seq * tile.heads, tile.rows)});
  return all;
}

// Loads of keys by all tiles of one head over the keys there are.
double loads_per_key(const std::vector<Sequences>& sequences, std::int64_t heads) {
  double loaded = 0, there = 0;
  for (const auto& [shape, tiles] : sequences) {
    for (const auto& [count, span] : tiles)
      loaded += static_cast<double>(shape.batch * count *
                                    (seen_by_any(shape, span, heads) - span.first_key));
    there += static_cast<double>(shape.batch * shape.keys());
  }
  const AttentionShape& any = sequences.front().shape;
  const std::int64_t groups = any.heads / heads;
  const double sharing = static_cast<double>(groups) / static_cast<double>(any.kv_heads);
  return loaded * sharing / there;
}

// Head by head, each with the blocks of its tiles; of a packed batch, blocks that are alike follow
// each other, whatever their sequence.
Grid grid_of(const AttentionBlocks& blocks, const std::vector<Sequences>& sequences) {
  const auto heads = [&](const AttentionShape& shape) {
    return shape.batch * shape.heads / blocks.tile().heads;
  };
  Grid grid;
  if (sequences.size() == 1) {
    const auto& [shape, tiles] = sequences.front();
    grid.rounds = heads(shape);
    for (const auto& [count, span] : tiles)
      grid.groups.push_back({count, blocks.block(blocks.form_of(shape, span))});
    return grid;
  }
  BlockGroups groups(blocks);
  for (const auto& [shape, tiles] : sequences)
    for (const auto& [count, span] : tiles) groups.add(count * heads(shape), shape, span);
  grid.groups = groups.take();
  return grid;
}

}  // namespace

Kernel prefill(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library,
               const AttentionKernel& form) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t group = shape.heads / shape.kv_heads;
  AttentionTile tile = tile_for(fused, chip, form, std::numeric_limits<std::int64_t>::max());
  tile.heads = form.packs_heads ? group : packed_heads(shape, tile.rows);
  const std::int64_t most_rows = shape.most_new_tokens() * tile.heads;
  const std::int64_t rows = padded_rows(most_rows, tile.rows, form);
  if (rows < tile.rows) tile.row_groups = 1;
  tile.rows = rows;
  AttentionBlocks blocks = blocks_that_fit(fused, chip, library, form, tile, false);

  const std::vector<Sequences> sequences = sequences_of(shape, tile);
  const std::int64_t residents = blocks.residents();
  const std::int64_t per_kv_head = ceil_divide(most_rows, tile.rows) * group / tile.heads;
  blocks.share_keys(passes_over_keys(fused, per_kv_head, chip.core.count * residents, chip),
                    loads_per_key(sequences, tile.heads));
  Grid grid = grid_of(blocks, sequences);
  grid.resident_per_core = static_cast<int>(residents);
  blocks.kernel().work = std::move(grid);
  return std::move(blocks.kernel());
}

}  // namespace tessera::grid
