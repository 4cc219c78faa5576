#include "workloads/lowering/grid/attention.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/grid/attention_block.h"
#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/rates.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

constexpr std::int64_t kMostGroups = 64;  // of blocks of different length in one kernel

std::int64_t group_of(const AttentionShape& shape) { return shape.heads / shape.kv_heads; }
std::int64_t keys_of(const AttentionShape& shape) { return shape.kv + shape.seq; }

// Heads of a group that share a tile of `rows`: the most that fit and divide the group.
std::int64_t packed_heads(const AttentionShape& shape, std::int64_t rows) {
  std::int64_t packed = 1;
  for (std::int64_t heads = 2; heads <= group_of(shape); ++heads) {
    if (group_of(shape) % heads == 0 && heads * shape.seq <= rows) packed = heads;
  }
  return packed;
}

// A short tile of queries shrinks to the next power of two.
std::int64_t padded_rows(std::int64_t queries, std::int64_t most, const AttentionKernels& library) {
  const auto rows = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(queries)));
  return std::clamp(rows, std::min(library.min_query_rows, most), most);
}

[[noreturn]] void refuse_local_memory(const AttentionShape& shape) {
  throw InputError(ExitCode::kDoesNotFit,
                   "core.local_memory.capacity_kib is too small for the smallest tile of attention "
                   "with head_dim " +
                       std::to_string(shape.head_dim));
}

// The largest of the library's tiles of which (queries + keys + values) fit local memory twice.
AttentionTile tile_for(const AttentionShape& shape, double bits, const ChipSpec& chip,
                       const AttentionKernels& library) {
  for (const auto& [rows, keys, groups] : library.tiles) {
    const double bytes = static_cast<double>((rows + 2 * keys) * shape.head_dim) * bits / 8 *
                         static_cast<double>(library.stages);
    if (bytes <= static_cast<double>(chip.core.local_memory.capacity.count())) {
      return {rows, keys, 1, groups};
    }
  }
  refuse_local_memory(shape);
}

// Fewer keys a step where those of the tile do not fit local memory.
AttentionBlocks blocks_that_fit(const FusedOperator& fused, const ChipSpec& chip,
                                const KernelLibrary& library, AttentionTile tile, bool partial) {
  AttentionBlocks blocks(fused, chip, library, tile, partial);
  if (local_bytes(blocks.kernel()) <= chip.core.local_memory.capacity) return blocks;
  if (tile.keys == 1) refuse_local_memory(*fused.attention);
  tile.keys /= 2;
  return blocks_that_fit(fused, chip, library, tile, partial);
}

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
  const auto heads = static_cast<double>(shape.batch * shape.kv_heads);
  const double at_work = std::min(
      heads, std::ceil(static_cast<double>(concurrent) / static_cast<double>(blocks_per_kv_head)));
  if (at_work * bytes / heads <= rates_of(chip).buffer_capacity) return 1;
  return static_cast<double>(ceil_divide(blocks_per_kv_head, concurrent));
}

// Loads of keys by all blocks of `grid` over the keys there are.
double loads_per_key(const AttentionShape& shape, double keys_loaded) {
  return keys_loaded / static_cast<double>(shape.batch * shape.kv_heads * keys_of(shape));
}

// Tiles of queries [first, end) of equal height. Work grows evenly from tile to tile, so an odd
// number of them is that many times the middle one, exactly.
struct Bucket {
  std::int64_t first, end;
  std::int64_t middle() const { return (first + end - 1) / 2; }
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
  return buckets;
}

// The spans of one head, longest first, and how many tiles each stands for.
std::vector<std::pair<std::int64_t, AttentionSpan>> query_tiles(const AttentionShape& shape,
                                                                std::int64_t queries) {
  std::vector<std::pair<std::int64_t, AttentionSpan>> spans;
  const std::int64_t whole = shape.seq / queries;
  if (shape.seq % queries > 0) {
    spans.push_back({1, {whole * queries, shape.seq, 0, keys_of(shape)}});
  }
  if (!shape.causal) {
    if (whole > 0) spans.push_back({whole, {0, queries, 0, keys_of(shape)}});
    return spans;
  }
  for (const Bucket& bucket : buckets_of(whole)) {
    const std::int64_t first = bucket.middle() * queries;
    spans.push_back({bucket.end - bucket.first, {first, first + queries, 0, keys_of(shape)}});
  }
  return spans;
}

Kernel prefill(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library) {
  const AttentionShape& shape = *fused.attention;
  AttentionTile tile = tile_for(shape, bits_of(fused.reads[0].type), chip, library.attention);
  tile.heads = packed_heads(shape, tile.rows);
  const std::int64_t rows = padded_rows(shape.seq * tile.heads, tile.rows, library.attention);
  if (rows < tile.rows) tile.row_groups = 1;
  tile.rows = rows;
  AttentionBlocks blocks = blocks_that_fit(fused, chip, library, tile, false);

  const std::int64_t queries = std::max<std::int64_t>(1, tile.rows / tile.heads);
  const std::int64_t items = shape.batch * shape.heads / tile.heads;
  const std::int64_t per_kv_head = ceil_divide(shape.seq, queries) * group_of(shape) / tile.heads;
  const auto spans = query_tiles(shape, queries);
  double keys = 0;
  for (const auto& [count, span] : spans) {
    const std::int64_t seen = shape.causal ? shape.kv + span.end_query : keys_of(shape);
    keys += static_cast<double>(count * items) * static_cast<double>(seen);
  }
  const std::int64_t residents = blocks.residents();
  blocks.share_keys(passes_over_keys(fused, per_kv_head, chip.core.count * residents, chip),
                    loads_per_key(shape, keys));
  Grid grid;
  grid.resident_per_core = static_cast<int>(residents);
  for (const auto& [count, span] : spans) {
    grid.groups.push_back({count * items, blocks.block(span)});
  }
  blocks.kernel().work = std::move(grid);
  return std::move(blocks.kernel());
}

// Few queries: the keys are split so that every core has two blocks.
struct Split {
  std::int64_t parts, keys;  // of each part but the last
};

Split split_of(const AttentionShape& shape, std::int64_t items, const ChipSpec& chip,
               const AttentionKernels& library) {
  const std::int64_t keys = keys_of(shape);
  const std::int64_t wanted =
      std::clamp<std::int64_t>(library.decode_blocks_per_core * chip.core.count / items, 1,
                               ceil_divide(keys, library.decode_min_chunk));
  const std::int64_t steps = ceil_divide(ceil_divide(keys, wanted), library.decode_keys);
  const std::int64_t chunk = steps * library.decode_keys;
  return {ceil_divide(keys, chunk), chunk};
}

Kernel decode(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library,
              std::int64_t heads, const Split& split) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t most = library.attention.tiles.front().rows;
  const AttentionTile tile{padded_rows(shape.seq * heads, most, library.attention),
                           library.attention.decode_keys, heads, 1};
  AttentionBlocks blocks = blocks_that_fit(fused, chip, library, tile, split.parts > 1);
  const std::int64_t items = shape.batch * shape.heads / heads;
  blocks.share_keys(1, static_cast<double>(group_of(shape)) / static_cast<double>(heads));
  Grid grid;
  grid.resident_per_core = static_cast<int>(blocks.residents());
  for (std::int64_t part = 0; part < split.parts; ++part) {
    const std::int64_t first = part * split.keys;
    const std::int64_t end = std::min(first + split.keys, keys_of(shape));
    const bool like_the_first = part > 0 && end - first == split.keys && end <= shape.kv + 1;
    if (like_the_first) {
      grid.groups.back().count += items;
    } else {
      grid.groups.push_back({items, blocks.block({0, shape.seq, first, end})});
    }
  }
  blocks.kernel().work = std::move(grid);
  return std::move(blocks.kernel());
}

// Rescales the parts' rows by their maxima and adds them.
Kernel combination(const FusedOperator& fused, const ChipSpec& chip, const VectorKernels& library,
                   std::int64_t parts) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t rows = shape.batch * shape.heads * shape.seq;
  Operand partial = fused.writes[0];
  partial.tensor = kPartialResults;
  partial.bytes = bytes_of(parts * rows * shape.head_dim, DataType::kFp32);
  partial.rows = parts * rows;
  partial.type = DataType::kFp32;
  partial.shared_buffer_hit =
      static_cast<double>(partial.bytes.count()) <= rates_of(chip).buffer_capacity ? 1 : 0;
  FusedOperator combine;
  combine.op = fused.op;
  combine.name = fused.name + ".combine";
  combine.vector.add_mul = static_cast<double>(parts * rows * shape.head_dim);
  combine.vector.special = static_cast<double>(parts * rows);
  combine.reads = {partial};
  combine.writes = {fused.writes[0]};
  return vector_kernel(combine, chip, library);
}

Kernel append(const FusedOperator& fused, const ChipSpec& chip, const VectorKernels& library) {
  FusedOperator copy;
  copy.op = fused.op;
  copy.name = fused.name + ".append";
  copy.kind = OperatorKind::kMove;
  copy.reads = {fused.reads[1], fused.reads[2]};
  copy.writes.assign(fused.writes.begin() + 1, fused.writes.end());
  return vector_kernel(copy, chip, library);
}

bool has_few_queries(const AttentionShape& shape, const AttentionKernels& library) {
  return shape.seq <= library.decode_max_queries && keys_of(shape) >= library.decode_min_chunk;
}

}  // namespace

std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const KernelLibrary& library) {
  const AttentionShape& shape = *fused.attention;
  std::vector<Kernel> kernels;
  if (fused.writes.size() > 1) kernels.push_back(append(fused, chip, library.vector));
  if (!has_few_queries(shape, library.attention)) {
    kernels.push_back(prefill(fused, chip, library));
    return kernels;
  }
  const std::int64_t heads = packed_heads(shape, library.attention.tiles.front().rows);
  const Split split = split_of(shape, shape.batch * shape.heads / heads, chip, library.attention);
  kernels.push_back(decode(fused, chip, library, heads, split));
  if (split.parts > 1) kernels.push_back(combination(fused, chip, library.vector, split.parts));
  return kernels;
}

}  // namespace tessera::grid
