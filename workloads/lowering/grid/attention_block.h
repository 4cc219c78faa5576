// One block of attention: which queries and keys it has, and its instructions.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::grid {

struct AttentionTile {
  std::int64_t rows = 0;   // of queries, padded; several heads of a group share them
  std::int64_t keys = 0;   // per step
  std::int64_t heads = 1;  // packed into the rows
  // Parts of the rows: while one is with the lanes, the matrix unit works on another.
  std::int64_t row_groups = 1;
};

// Queries [first_query, end_query) of each packed head, keys [first_key, end_key) of the cached and
// new ones.
struct AttentionSpan {
  std::int64_t first_query = 0, end_query = 0;
  std::int64_t first_key = 0, end_key = 0;
  std::int64_t queries() const { return end_query - first_query; }
};

// Query-key pairs of one head within `span`.
std::int64_t visible_pairs(const AttentionShape& shape, const AttentionSpan& span);

// The kernel under construction, its storage declared.
class AttentionBlocks {
 public:
  // `partial`: outputs are parts of a split over the keys, in fp32.
  AttentionBlocks(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library,
                  AttentionTile tile, bool partial);

  // Loads queries, then per step keys, values, two products and the softmax between; the last
  // steps are masked where the queries do not see all keys.
  std::vector<Instruction> block(const AttentionSpan& span) const;

  Kernel& kernel() { return kernel_; }
  // How many blocks local memory and accumulators let share a core.
  std::int64_t residents() const;
  // Sets the share of keys and values that the shared buffer serves: memory sees them `passes`
  // times while the blocks together load them `loads` times.
  void share_keys(double passes, double loads);

 private:
  // Where the cache lies: the length of the sequence, then its pages.
  void append_lookups(std::vector<Instruction>& body) const;
  std::vector<Instruction> step(std::int64_t keys, std::int64_t pairs) const;
  Matmul product(std::int64_t n, std::int64_t k, std::int64_t useful, int a, int b) const;

  const FusedOperator& fused_;
  const ChipSpec& chip_;
  const KernelLibrary& library_;
  AttentionShape shape_;
  AttentionTile tile_;
  bool partial_;
  double bits_query_, bits_key_;
  double hit_keys_ = 0;
  Kernel kernel_;
  int query_ = -1, key_ = -1, value_ = -1, lookup_ = -1;
  int length_known_ = -1, query_filled_ = -1, key_filled_ = -1, key_freed_ = -1, value_filled_ = -1,
      value_freed_ = -1, summed_ = -1, staged_ = -1;
  std::vector<int> scored_, weighed_;  // by group of rows
};

}  // namespace tessera::grid
