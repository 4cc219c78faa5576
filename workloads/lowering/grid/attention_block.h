// One block of attention: which queries and keys it has, and its instructions.
#pragma once

#include <compare>
#include <map>
#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/grid/block_body.h"

namespace tessera::grid {

struct AttentionTile {
  std::int64_t rows = 0;   // of queries, padded; several heads of a group share them
  std::int64_t keys = 0;   // per step
  std::int64_t heads = 1;  // packed into the rows: a query's rows follow each other
  // Parts of the rows: while one is with the lanes, the matrix unit works on another.
  std::int64_t row_groups = 1;
};

// Rows [first_row, end_row) of the queries of all packed heads, keys [first_key, end_key) of the
// cached and new ones.
struct AttentionSpan {
  std::int64_t first_row = 0, end_row = 0;
  std::int64_t first_key = 0, end_key = 0;
  std::int64_t rows() const { return end_row - first_row; }
};

// Keys before the first that some row of `span` sees no more, and before the first that none does.
std::int64_t seen_by_all(const AttentionShape& shape, const AttentionSpan& span,
                         std::int64_t heads);
std::int64_t seen_by_any(const AttentionShape& shape, const AttentionSpan& span,
                         std::int64_t heads);

// Pairs of rows and keys within `span`, `heads` rows to a query.
std::int64_t visible_pairs(const AttentionShape& shape, const AttentionSpan& span,
                           std::int64_t heads);

// Keys and values as they lie in the cache and beside it: bits of one element, on average.
double bits_of_keys(const FusedOperator& fused);

// The kernel under construction, its storage declared.
class AttentionBlocks {
 public:
  // Of keys, and how many of their pairs with the rows are not masked.
  struct Step {
    std::int64_t keys = 0, pairs = 0;
    auto operator<=>(const Step&) const = default;
  };
  // What a block's instructions depend on: its rows, and its steps over the keys.
  struct Form {
    std::int64_t rows = 0;
    std::vector<Step> steps;
    auto operator<=>(const Form&) const = default;
  };

  // `partial`: outputs are parts of a split over the keys, in fp32.
  AttentionBlocks(const FusedOperator& fused, const ChipSpec& chip, const KernelLibrary& library,
                  const AttentionKernel& form, AttentionTile tile, bool partial);

  // Loads queries, then per step keys, values, two products and the softmax between; the last
  // steps are masked where the queries do not see all keys.
  std::vector<Instruction> block(const Form& form) const;
  // `sequence`: of the batch, the shape of those that the block is of.
  Form form_of(const AttentionShape& sequence, const AttentionSpan& span) const;

  Kernel& kernel() { return kernel_; }
  const AttentionTile& tile() const { return tile_; }
  // How many blocks local memory and the registers of the kernel let share a core.
  std::int64_t residents() const;
  // Sets the share of keys and values that the shared buffer serves: memory sees them `passes`
  // times while the blocks together load them `loads` times.
  void share_keys(double passes, double loads);

 private:
  void declare_storage();
  bool cached() const { return fused_.reads.size() > first_cached_; }
  bool looks_up() const { return cached() && library_.attention.lookup_bytes > 0; }
  Block2d rows_of_keys(std::int64_t keys, std::int64_t width) const;
  // Where the cache lies: the length of the sequence, then its pages.
  void append_lookups(std::vector<Instruction>& body) const;
  void append_loads(const Step& step, std::vector<Instruction>& body) const;
  void append_scores(const Step& step, std::vector<Instruction>& body) const;
  void append_values(const Step& step, std::vector<Instruction>& body) const;
  void append_loop(const std::vector<Step>& steps, std::vector<Instruction>& body) const;
  Matmul product(std::int64_t n, std::int64_t k, std::int64_t useful, int a, int b) const;
  std::int64_t useful(const Step& step, std::int64_t depth, std::size_t group) const;
  std::int64_t width_out() const;  // columns of the outputs that leave at a time

  const FusedOperator& fused_;
  const ChipSpec& chip_;
  const KernelLibrary& library_;
  const AttentionKernel& form_;
  AttentionShape shape_;
  double pairs_;  // of all heads and sequences
  AttentionTile tile_;
  bool partial_;
  std::size_t first_cached_;  // of the operator's reads
  double bits_query_, bits_key_, bits_out_;
  double hit_keys_ = 0;
  Kernel kernel_;
  int query_ = -1, key_ = -1, value_ = -1, lookup_ = -1;
  int length_known_ = -1, query_filled_ = -1, key_filled_ = -1, key_freed_ = -1, value_filled_ = -1,
      value_freed_ = -1, summed_ = -1, staged_ = -1;
  std::vector<int> found_;             // by look-up of a step: it is there
  std::vector<int> scored_, weighed_;  // by group of rows
};

// The blocks of a grid; those of one form are one group, at the place of the first.
class BlockGroups {
 public:
  explicit BlockGroups(const AttentionBlocks& blocks) : blocks_(blocks) {}
  void add(std::int64_t count, const AttentionShape& sequence, const AttentionSpan& span);
  std::vector<BlockGroup> take() { return std::move(groups_); }

 private:
  const AttentionBlocks& blocks_;
  std::map<AttentionBlocks::Form, std::size_t> places_;
  std::vector<BlockGroup> groups_;
};

}  // namespace tessera::grid
