// Few queries: the keys are split so that every core has work.
#include <algorithm>

#include "workloads/lowering/grid/attention.h"
#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/rates.h"
#include "workloads/lowering/grid/vector_kernel.h"

namespace tessera::grid {
namespace {

std::int64_t keys_of(const AttentionShape& shape) { return shape.kv + shape.seq; }

struct Split {
  std::int64_t parts, keys;  // of each part but the last
};

Split split_of(const AttentionShape& shape, std::int64_t items, std::int64_t step,
               const ChipSpec& chip, const AttentionKernel& form) {
  const std::int64_t keys = keys_of(shape);
  const std::int64_t wanted =
      std::clamp<std::int64_t>(form.split_blocks_per_core * chip.core.count / items, 1,
                               ceil_divide(keys, form.split_min_keys));
  const std::int64_t chunk = ceil_divide(ceil_divide(keys, wanted), step) * step;
  return {ceil_divide(keys, chunk), chunk};
}

// Rescales the parts' rows by their maxima and adds them.
Kernel combination(const FusedOperator& fused, const ChipSpec& chip, const VectorKernels& library,
                   std::int64_t parts) {
  const AttentionShape& shape = *fused.attention;
  const std::int64_t rows = shape.batch * shape.heads * shape.seq;
  Operand partial = fused.writes[0];
  partial.tensor = kPartialResults;
  partial.bytes = bytes_of(parts * rows * shape.values(), DataType::kFp32);
  partial.rows = parts * rows;
  partial.type = DataType::kFp32;
  partial.shared_buffer_hit =
      static_cast<double>(partial.bytes.count()) <= rates_of(chip).buffer_capacity ? 1 : 0;
  FusedOperator combine;
  combine.op = fused.op;
  combine.name = fused.name + ".combine";
  combine.vector.add_mul = static_cast<double>(parts * rows * shape.values());
  combine.vector.special = static_cast<double>(parts * rows);
  combine.reads = {partial};
  combine.writes = {fused.writes[0]};
  return vector_kernel(combine, chip, library);
}

}  // namespace

std::vector<Kernel> decode(const FusedOperator& fused, const ChipSpec& chip,
                           const KernelLibrary& library, const AttentionKernel& form) {
  const AttentionShape& shape = *fused.attention;
  // Kernels of tall tiles are there for many heads of a group only.
  const std::int64_t rows_of_group = shape.seq * (shape.heads / shape.kv_heads);
  AttentionTile tile = tile_for(fused, chip, form, rows_of_group);
  tile.heads = packed_heads(shape, tile.rows);
  tile.rows = padded_rows(shape.seq * tile.heads, tile.rows, form);
  const std::int64_t items = shape.batch * shape.heads / tile.heads;
  const Split split = split_of(shape, items, tile.keys, chip, form);
  AttentionBlocks blocks = blocks_that_fit(fused, chip, library, form, tile, split.parts > 1);
  const std::int64_t group = shape.heads / shape.kv_heads;
  const double sharing = static_cast<double>(group) / static_cast<double>(tile.heads);
  blocks.share_keys(1, sharing);
  Grid grid;
  grid.resident_per_core = static_cast<int>(blocks.residents());
  for (std::int64_t part = 0; part < split.parts; ++part) {
    const std::int64_t first = part * split.keys;
    const std::int64_t end = std::min(first + split.keys, keys_of(shape));
    const bool like_the_first = part > 0 && end - first == split.keys && end <= shape.kv + 1;
    if (like_the_first) {
      grid.groups.back().count += items;
    } else {
      grid.groups.push_back({items, blocks.block({0, shape.seq * tile.heads, first, end})});
    }
  }
  blocks.kernel().work = std::move(grid);
  std::vector<Kernel> kernels{std::move(blocks.kernel())};
  if (split.parts > 1) kernels.push_back(combination(fused, chip, library.vector, split.parts));
  return kernels;
}

}  // namespace tessera::grid
