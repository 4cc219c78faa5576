#include "workloads/lowering/queues/latent_attention.h"

#include <algorithm>
#include <iterator>

#include "workloads/lowering/latent_attention.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kSmallestKeys = 16;  // of a tile

bool fits(const FusedOperator& fused) {
  const AttentionShape& shape = *fused.attention;
  const AttentionTile smallest{1, std::min(shape.kv + shape.seq, kSmallestKeys)};
  return local_bytes(fused, smallest) <= fused.local_memory;
}

// The heads in groups, each as if it had keys of its own.
FusedOperator in_head_groups(FusedOperator fused) {
  AttentionShape& shape = *fused.attention;
  while (!fits(fused) && shape.heads % (2 * shape.kv_heads) == 0) shape.kv_heads *= 2;
  return fused;
}

class Latent {
 public:
  Latent(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans,
         const AttentionKernels& library)
      : fused_(fused), chip_(chip), plans_(plans), library_(library) {}

  std::vector<Kernel> write() {
    const bool absorbs = form_for(*fused_.attention, library_).absorbs;
    LatentProducts products;
    FusedOperator rest = fused_;
    if (fused_.attention->latent_products) {
      products = latent_products(fused_, absorbs, fused_.scratch);
      rest = without_products(fused_);
    }
    absorbs ? add_absorbed(std::move(rest), products) : add_expanded(std::move(rest), products);
    return std::move(kernels_);
  }

 private:
  void add(std::vector<Kernel> more) { std::ranges::move(more, std::back_inserter(kernels_)); }
  void add_products(const std::vector<FusedOperator>& all) {
    for (const FusedOperator& product : all) add({planned_gemm(product, chip_, plans_)});
  }
  void append(FusedOperator& attention) {
    if (attention.writes.size() < 2) return;
    add({vector_kernel(append_to_cache(attention), chip_)});
    attention.writes.resize(1);
  }

  // Queries come from the first product and results go to the last one; where those are not part of
  // the operator, something else left and takes them.
  void add_absorbed(FusedOperator rest, const LatentProducts& products) {
    rest.reads[0].tensor = rest.writes[0].tensor = fused_.scratch;
    FusedOperator attention = in_head_groups(absorbed(rest));
    if (attention.attention->kv_heads > 1) append(attention);
    add_products(products.before);
    add(attention.attention->kv_heads > 1 ? tiled_attention(attention, chip_)
                                          : attention_kernels(attention, chip_, library_));
    add_products(products.behind);
  }

  // What a product made for every head is in no pages.
  void add_expanded(FusedOperator rest, const LatentProducts& products) {
    append(rest);
    add_products(products.before);
    FusedOperator attention = expanded(rest);
    for (const std::size_t i : {1, 2}) attention.reads[i].tensor = fused_.scratch;
    add(tiled_attention(attention, chip_));
  }

  const FusedOperator& fused_;
  const ChipSpec& chip_;
  QueuePlans& plans_;
  const AttentionKernels& library_;
  std::vector<Kernel> kernels_;
};

}  // namespace

std::vector<Kernel> latent_attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                             QueuePlans& plans, const AttentionKernels& library) {
  return Latent(fused, chip, plans, library).write();
}

Bytes latent_scratch(const FusedOperator& fused, std::int64_t cores,
                     const AttentionKernels& library) {
  if (!form_for(*fused.attention, library).absorbs) {
    const FusedOperator made = expanded(fused);
    return made.reads[1].bytes + made.reads[2].bytes + parts_bytes(*made.attention, cores);
  }
  const FusedOperator in_latent = absorbed(fused);
  return in_latent.reads[0].bytes + in_latent.writes[0].bytes +
         parts_bytes(*in_latent.attention, cores);
}

}  // namespace tessera::queues
