// Few queries: the keys are split so that every core has work.
#include <algorithm>

#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/rates.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

// Blocks where every head of a sequence (`per_sequence` of them) has a block per `part` keys.
std::int64_t blocks_of(const std::vector<AttentionShape>& sequences, std::int64_t per_sequence,
                       std::int64_t part) {
  std::int64_t blocks = 0;
  for (const AttentionShape& alike : sequences)
    blocks += alike.batch * per_sequence * ceil_divide(alike.keys(), part);
  return blocks;
}

// Keys of each part but the last of its sequence: the fewest with which all blocks together are no
// more than keep the cores at work, in whole steps (as FlashInfer's planner searches them).
std::int64_t keys_of_a_part(const std::vector<AttentionShape>& sequences, std::int64_t per_sequence,
                            std::int64_t step, const ChipSpec& chip, const AttentionKernel& form) {
  std::int64_t longest = 0;
  for (const AttentionShape& alike : sequences) longest = std::max(longest, alike.keys());
  const std::int64_t most = std::max(form.split_blocks_per_core * chip.core.count,
                                     blocks_of(sequences, per_sequence, longest));
  std::int64_t low =
      ceil_divide(ceil_divide(longest, ceil_divide(longest, form.split_min_keys)), step);
  std::int64_t high = ceil_divide(longest, step);
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (blocks_of(sequences, per_sequence, middle * step) <= most)
      high = middle;
    else
      low = middle + 1;
  }
  return low * step;
}

// A block per part of the keys of each item: a head, or group of heads, of a sequence.
void add_parts(const AttentionShape& shape, std::int64_t heads, std::int64_t part,
               BlockGroups& groups) {
  const std::int64_t items = shape.batch * shape.heads / heads;
  for (std::int64_t first = 0; first < shape.keys(); first += part)
    groups.add(items, shape, {0, shape.seq * heads, first, std::min(first + part, shape.keys())});
}

// Rescales the parts' rows by their maxima and adds them.
Kernel combination(const FusedOperator& fused, const ChipSpec& chip, const VectorKernels& library,
                   std::int64_t keys_of_a_part) {
  const AttentionShape& shape = *fused.attention;
  std::int64_t rows = 0;  // of all parts
  for (const AttentionShape& alike : shape.by_length())
    rows += alike.batch * alike.heads * alike.seq * ceil_divide(alike.keys(), keys_of_a_part);
  Operand partial = fused.writes[0];
  partial.tensor = kPartialResults;
  partial.bytes = bytes_of(rows * shape.values(), DataType::kFp32);
  partial.rows = rows;
  partial.type = DataType::kFp32;
  partial.shared_buffer_hit =
      static_cast<double>(partial.bytes.count()) <= rates_of(chip).buffer_capacity ? 1 : 0;
  FusedOperator combine;
  combine.op = fused.op;
  combine.name = fused.name + ".combine";
  combine.vector.add_mul = static_cast<double>(rows * shape.values());
  combine.vector.special = static_cast<double>(rows);
  combine.reads = {partial};
  combine.writes = {fused.writes[0]};
  return vector_kernel(combine, chip, library);
}

}  // namespace

std::vector<Kernel> decode(const FusedOperator& fused, const ChipSpec& chip,
                           const KernelLibrary& library, const AttentionKernel& form) {
  const AttentionShape& shape = *fused.attention;
  // Kernels of tall tiles are there for many heads of a group only.
  const std::int64_t most_queries = shape.most_new_tokens();
  const std::int64_t rows_of_group = most_queries * (shape.heads / shape.kv_heads);
  AttentionTile tile = tile_for(fused, chip, form, rows_of_group);
  tile.heads = packed_heads(shape, tile.rows);
  tile.rows = padded_rows(most_queries * tile.heads, tile.rows, form);
  const std::vector<AttentionShape> sequences = shape.by_length();
  const std::int64_t part =
      keys_of_a_part(sequences, shape.heads / tile.heads, tile.keys, chip, form);
  const bool split = std::ranges::any_of(
      sequences, [part](const AttentionShape& alike) { return alike.keys() > part; });
  AttentionBlocks blocks = blocks_that_fit(fused, chip, library, form, tile, split);
  const std::int64_t group = shape.heads / shape.kv_heads;
  const double sharing = static_cast<double>(group) / static_cast<double>(tile.heads);
  blocks.share_keys(1, sharing);
  Grid grid;
  grid.resident_per_core = static_cast<int>(blocks.residents());
  BlockGroups groups(blocks);
  for (const AttentionShape& alike : sequences) add_parts(alike, tile.heads, part, groups);
  grid.groups = groups.take();
  blocks.kernel().work = std::move(grid);
  std::vector<Kernel> kernels{std::move(blocks.kernel())};
  if (split) kernels.push_back(combination(fused, chip, library.vector, part));
  return kernels;
}

}  // namespace tessera::grid
