// Fused attention on queues: scores never leave local memory, keys and values pass once per group
// of query heads and tile of queries.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::queues {

// Where the operands of attention are among its reads and writes. Without a cache all tokens come
// as new ones; where values lie in the keys there is one operand for both.
class AttentionOperands {
 public:
  explicit AttentionOperands(const FusedOperator& fused)
      : fused_(fused), kinds_(fused.attention->values_in_keys ? 1 : 2) {}

  std::size_t kinds() const { return kinds_; }  // keys, and values where they are apart
  bool cached() const { return fused_.reads.size() > 2 * kinds_; }
  bool appends() const { return fused_.writes.size() > kinds_; }
  const Operand& fresh(std::size_t kind) const { return fused_.reads[1 + kind]; }
  const Operand& cache(std::size_t kind) const { return fused_.reads[1 + kinds_ + kind]; }
  const Operand& appended(std::size_t kind) const { return fused_.writes[1 + kind]; }
  std::int64_t width(std::size_t kind) const {
    return kind == 0 ? fused_.attention->head_dim : fused_.attention->values();
  }
  // As the matrix unit reads them, whatever type they are stored in.
  Bytes tile(std::size_t kind, std::int64_t tokens) const;

 private:
  const FusedOperator& fused_;
  std::size_t kinds_;
};

// Queries [first_query, end_query) of one sequence and key head against keys [first_key, end_key).
struct AttentionRange {
  std::int64_t first_query = 0, end_query = 0;
  std::int64_t first_key = 0, end_key = 0;
};

// A tile of keys as a tile of queries meets it.
struct KeyStep {
  std::int64_t keys = 0;
  std::int64_t cached = 0;   // of the keys; the others are new
  std::int64_t queries = 0;  // tokens that see at least one of them
  std::int64_t pairs = 0;    // query-key pairs that are not masked
  bool operator==(const KeyStep&) const = default;
};

// The tiles of `keys_per_step` keys that the queries of `range` see; masked tiles are left out.
std::vector<KeyStep> key_steps(const AttentionShape& shape, const AttentionRange& range,
                               std::int64_t keys_per_step);

// What one core does, for each of its items (a sequence and a key head).
struct AttentionPart {
  AttentionRange range;
  std::int64_t items = 1;
  std::vector<int> cores;
};

// Items over cores; with fewer items than cores, queries are cut into parts of equal work, or,
// where there are only a few new tokens, keys (`combined` parts, whose results are then joined).
struct AttentionPartition {
  std::vector<AttentionPart> parts;
  std::int64_t combined = 1;
};
AttentionPartition partition_of(const AttentionShape& shape, std::int64_t cores);

struct AttentionTile {
  std::int64_t queries = 1, keys = 1;
};
// The cheapest tile by closed forms. Throws InputError(kDoesNotFit) if none fits local memory.
AttentionTile best_tile(const FusedOperator& fused, const AttentionPartition& partition,
                        const ChipSpec& chip);

// Local memory of a tile: two slots of every operand, three of keys that are the values too, as the
// scores of the next tile are computed before the values of this one are weighed.
int key_slots(const AttentionShape& shape);
Bytes local_bytes(const FusedOperator& fused, const AttentionTile& tile);

// What the parts of split keys leave in memory to be joined; nothing where keys are not split.
Bytes parts_bytes(const AttentionShape& shape, std::int64_t cores);

// Keys and values in tiles that are searched, whatever the library does.
std::vector<Kernel> tiled_attention(const FusedOperator& fused, const ChipSpec& chip);

// As the library does it: in pages, or in tiles.
std::vector<Kernel> attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                      const AttentionKernels& library);

// Where the library walks pages: each of `cores` cores takes its sequences one after the other.
Kernel paged_attention(const FusedOperator& fused, const AttentionKernels& library,
                       std::int64_t cores);

}  // namespace tessera::queues
