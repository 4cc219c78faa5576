#include "workloads/lowering/grid/attention.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

#include "sim/core/diagnostics.h"
#include "workloads/lowering/grid/block_body.h"
#include "workloads/lowering/grid/gemm.h"
#include "workloads/lowering/grid/vector_kernel.h"
#include "workloads/lowering/latent_attention.h"

namespace tessera::grid {
namespace {

[[noreturn]] void refuse_local_memory(const AttentionShape& shape) {
  throw InputError(ExitCode::kDoesNotFit,
                   "core.local_memory.capacity_kib is too small for the smallest tile of attention "
                   "with head_dim " +
                       std::to_string(shape.head_dim));
}

// Expanded keys: the part of every head and the rotated part that all share, side by side.
Kernel join(const FusedOperator& expanded, const ChipSpec& chip, const VectorKernels& library) {
  FusedOperator copy;
  copy.op = expanded.op;
  copy.name = expanded.name + ".join";
  copy.kind = OperatorKind::kMove;
  copy.reads = {expanded.reads[1]};
  copy.writes = {expanded.reads[1]};
  return vector_kernel(copy, chip, library);
}

// Reads and writes a line for each sequence.
Kernel plan(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library) {
  Operand lines;
  lines.tensor = kPartialResults;
  lines.rows = fused.attention->sequence_count();
  lines.bytes = Bytes(lines.rows * library.attention.lookup_bytes);
  lines.type = DataType::kFp32;
  lines.shared_buffer_hit = 1;
  FusedOperator pass;
  pass.op = fused.op;
  pass.name = fused.name + ".plan";
  pass.kind = OperatorKind::kMove;
  pass.timing = fused.timing;
  pass.local_memory = fused.local_memory;
  pass.reads = {lines};
  pass.writes = {lines};
  return light_kernel(pass, chip, library.vector);
}

std::vector<Kernel> products_and_softmax(const FusedOperator& fused, const ChipSpec& chip,
                                         const KernelLibrary& library) {
  const AttentionShape& shape = *fused.attention;
  const bool few = has_few_queries(shape, library.attention);
  const AttentionKernel& form = form_for(shape, library.attention);
  if (shape.latent_dim == 0) {
    if (few) return decode(fused, chip, library, form);
    return {prefill(fused, chip, library, form)};
  }
  FusedOperator plain = form.absorbs ? absorbed(fused) : expanded(fused);
  // What a product made, or takes.
  if (form.absorbs) plain.reads[0].tensor = plain.writes[0].tensor = kPartialResults;
  if (!form.absorbs) plain.reads[1].tensor = plain.reads[2].tensor = kPartialResults;
  std::vector<Kernel> kernels;
  if (!form.absorbs) kernels.push_back(join(plain, chip, library.vector));
  if (!few) kernels.push_back(prefill(plain, chip, library, form));
  if (few) std::ranges::move(decode(plain, chip, library, form), std::back_inserter(kernels));
  return kernels;
}

}  // namespace

std::int64_t packed_heads(const AttentionShape& shape, std::int64_t rows) {
  const std::int64_t group = shape.heads / shape.kv_heads;
  std::int64_t packed = 1;
  for (std::int64_t heads = 2; heads <= group; ++heads) {
    if (group % heads == 0 && heads * shape.most_new_tokens() <= rows) packed = heads;
  }
  return packed;
}

std::int64_t padded_rows(std::int64_t rows, std::int64_t most, const AttentionKernel& form) {
  const auto padded = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(rows)));
  return std::clamp(padded, std::min(form.min_query_rows, most), most);
}

// A step loads as many bytes whatever the cache holds: of narrower keys as many more.
std::int64_t keys_of_a_step(const FusedOperator& fused, std::int64_t keys) {
  const double narrower = bits_of(fused.reads[0].type) / bits_of_keys(fused);
  return keys * std::max<std::int64_t>(1, std::llround(narrower));
}

AttentionTile tile_for(const FusedOperator& fused, const ChipSpec& chip,
                       const AttentionKernel& form, std::int64_t rows_at_hand) {
  const AttentionShape& shape = *fused.attention;
  const double bytes = bits_of(fused.reads[0].type) / 8;
  const std::int64_t per_key = shape.values_in_keys ? shape.head_dim : shape.depth();
  for (const auto& [rows, keys, groups] : form.tiles) {
    const auto elements = static_cast<double>(rows * shape.head_dim + keys * per_key * form.stages);
    if (rows <= rows_at_hand &&
        elements * bytes <= static_cast<double>(chip.core.local_memory.capacity.count())) {
      return {rows, keys_of_a_step(fused, keys), 1, groups};
    }
  }
  const AttentionKernel::Tile& smallest = form.tiles.back();
  return {smallest.rows, keys_of_a_step(fused, smallest.keys), 1, smallest.row_groups};
}

AttentionBlocks blocks_that_fit(const FusedOperator& fused, const ChipSpec& chip,
                                const KernelLibrary& library, const AttentionKernel& form,
                                AttentionTile tile, bool partial) {
  AttentionBlocks blocks(fused, chip, library, form, tile, partial);
  if (local_bytes(blocks.kernel()) <= chip.core.local_memory.capacity) return blocks;
  if (tile.keys == 1) refuse_local_memory(*fused.attention);
  tile.keys /= 2;
  return blocks_that_fit(fused, chip, library, form, tile, partial);
}

std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const KernelLibrary& library) {
  std::vector<Kernel> kernels;
  if (fused.attention->latent_products) {
    const bool absorbs = form_for(*fused.attention, library.attention).absorbs;
    const LatentProducts products = latent_products(fused, absorbs, kPartialResults);
    const auto add_products = [&](const std::vector<FusedOperator>& all) {
      for (const FusedOperator& product : all)
        std::ranges::move(gemm_kernels(product, chip, library), std::back_inserter(kernels));
    };
    FusedOperator rest = without_products(fused);
    if (rest.writes.size() > 1) {
      kernels.push_back(vector_kernel(append_to_cache(rest), chip, library.vector));
      rest.writes.resize(1);
    }
    add_products(products.before);
    std::ranges::move(attention_kernels(rest, chip, library), std::back_inserter(kernels));
    add_products(products.behind);
    return kernels;
  }
  if (fused.timing != Timing::kProfiler) {
    const AttentionKernel& form = form_for(*fused.attention, library.attention);
    if (form.plan_kernels > 0)
      kernels.assign(static_cast<std::size_t>(form.plan_kernels), plan(fused, chip, library));
  }
  if (fused.writes.size() > 1) {
    kernels.push_back(vector_kernel(append_to_cache(fused), chip, library.vector));
  }
  for (Kernel& kernel : products_and_softmax(fused, chip, library)) {
    kernels.push_back(std::move(kernel));
  }
  return kernels;
}

}  // namespace tessera::grid
