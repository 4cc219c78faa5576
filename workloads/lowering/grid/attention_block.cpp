#include "workloads/lowering/grid/attention_block.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "isa/timing/matrix_unit.h"
#include "workloads/lowering/attention_lanes.h"
#include "workloads/lowering/grid/block_body.h"

namespace tessera::grid {
namespace {

constexpr std::size_t kFirstCached = 3;  // of an operator's reads: query, new keys, new values, ...

Bytes whole_bytes(std::int64_t elements, double bits) {
  return Bytes(static_cast<std::int64_t>(std::ceil(static_cast<double>(elements) * bits / 8)));
}

// Keys and values as they lie in the cache and beside it: bits of one element, on average.
double bits_of_keys(const FusedOperator& fused) {
  const AttentionShape& shape = *fused.attention;
  double bytes = 0;
  for (std::size_t i = 1; i < fused.reads.size(); ++i) {
    bytes += static_cast<double>(fused.reads[i].bytes.count());
  }
  const auto elements = static_cast<double>(2 * shape.batch * shape.kv_heads * shape.head_dim *
                                            (shape.kv + shape.seq));
  return bytes * 8 / elements;
}

double first_touch_hit(const FusedOperator& fused) {
  double bytes = 0, hits = 0;
  for (std::size_t i = 1; i < fused.reads.size(); ++i) {
    const auto each = static_cast<double>(fused.reads[i].bytes.count());
    bytes += each;
    hits += each * fused.reads[i].shared_buffer_hit;
  }
  return bytes > 0 ? hits / bytes : 0;
}

}  // namespace

std::int64_t visible_pairs(const AttentionShape& shape, const AttentionSpan& span) {
  const std::int64_t keys = span.end_key - span.first_key;
  if (!shape.causal) return span.queries() * keys;
  std::int64_t pairs = 0;
  for (std::int64_t query = span.first_query; query < span.end_query; ++query) {
    pairs += std::clamp<std::int64_t>(shape.kv + query + 1 - span.first_key, 0, keys);
  }
  return pairs;
}

AttentionBlocks::AttentionBlocks(const FusedOperator& fused, const ChipSpec& chip,
                                 const KernelLibrary& library, AttentionTile tile, bool partial)
    : fused_(fused),
      chip_(chip),
      library_(library),
      shape_(*fused.attention),
      tile_(tile),
      partial_(partial),
      bits_query_(bits_of(fused.reads[0].type)),
      bits_key_(bits_of_keys(fused)) {
  kernel_.name = fused.name;
  kernel_.op = fused.op;
  const std::int64_t stages = library_.attention.stages;
  const double bits_out = partial ? 32 : bits_of(fused.writes[0].type);
  // The outputs leave through the buffer that the queries came in.
  query_ = add_buffer(kernel_, "query",
                      whole_bytes(tile.rows * shape_.head_dim, std::max(bits_query_, bits_out)), 1);
  const Bytes keys = whole_bytes(tile.keys * shape_.head_dim, bits_key_);
  key_ = add_buffer(kernel_, "key", keys, stages);
  value_ = add_buffer(kernel_, "value", keys, stages);
  query_filled_ = add_token(kernel_, "query_filled", Token::Kind::kData, 0);
  key_filled_ = add_token(kernel_, "key_filled", Token::Kind::kData, 0);
  // A slot can be filled once it is empty and, of a cache, once its page is known.
  const bool cached = fused.reads.size() > kFirstCached;
  key_freed_ = add_token(kernel_, "key_freed", Token::Kind::kSpace, cached ? 0 : stages);
  value_filled_ = add_token(kernel_, "value_filled", Token::Kind::kData, 0);
  value_freed_ = add_token(kernel_, "value_freed", Token::Kind::kSpace, cached ? 0 : stages);
  if (cached) {
    lookup_ = add_buffer(kernel_, "lookup", Bytes(library_.attention.lookup_bytes), 1);
    length_known_ = add_token(kernel_, "length_known", Token::Kind::kData, 0);
  }
  for (std::int64_t group = 0; group < tile.row_groups; ++group) {
    scored_.push_back(add_token(kernel_, "scored_" + std::to_string(group), Token::Kind::kData, 0));
    weighed_.push_back(
        add_token(kernel_, "weighed_" + std::to_string(group), Token::Kind::kData, 0));
  }
  summed_ = add_token(kernel_, "summed", Token::Kind::kData, 0);
  staged_ = add_token(kernel_, "staged", Token::Kind::kData, 0);
  share_keys(1, 1);
}

void AttentionBlocks::share_keys(double passes, double loads) {
  hit_keys_ = std::clamp(1 - (passes - first_touch_hit(fused_)) / loads, 0.0, 1.0);
}

std::int64_t AttentionBlocks::residents() const {
  const std::int64_t accumulators = tile_.rows * (shape_.head_dim + tile_.keys);
  return std::max<std::int64_t>(
      1, std::min({library_.gemm.max_residents, chip_.control.blocks->max_resident_per_core,
                   chip_.core.local_memory.capacity.count() / local_bytes(kernel_).count(),
                   library_.gemm.menu(fused_.matrix_type).max_tile_outputs / accumulators}));
}

// rows x n outputs over k, whichever way round the unit is faster; sums and scores stay in
// registers.
Matmul AttentionBlocks::product(std::int64_t n, std::int64_t k, std::int64_t useful, int a,
                                int b) const {
  const std::int64_t rows = tile_.rows / tile_.row_groups;
  // Keys and values of another type are widened on their way and come from registers.
  const bool as_stored = bits_key_ == bits_of(fused_.matrix_type);
  if (!as_stored) b = -1;
  const Matmul straight{rows, n, k, useful, fused_.matrix_type, a, b, -1};
  const Matmul turned{n, rows, k, useful, fused_.matrix_type, b, a, -1};
  const auto occupancy = [&](const Matmul& matmul) {
    return matmul_time(*chip_.core.matrix_unit, chip_.core.local_memory, matmul).occupancy;
  };
  return occupancy(turned) < occupancy(straight) ? turned : straight;
}

std::vector<Instruction> AttentionBlocks::step(std::int64_t keys, std::int64_t pairs) const {
  const std::int64_t depth = shape_.head_dim;
  const Block2d block{keys, whole_bytes(depth, bits_key_)};
  const std::size_t cached = fused_.reads.size() > kFirstCached ? kFirstCached : 1;
  const double all_pairs =
      static_cast<double>(shape_.batch * shape_.heads) * static_cast<double>(shape_.pairs());
  // Padded and masked scores are computed like all others.
  const VectorWork softmax =
      scaled(attention_lanes(fused_).scores,
             static_cast<double>(tile_.rows / tile_.row_groups * tile_.keys) / all_pairs);
  std::vector<Instruction> body;
  body.push_back(load(fused_.reads[cached].tensor, key_, block, hit_keys_, {{key_freed_, 1}},
                      {{key_filled_, 1}}));
  body.push_back(load(fused_.reads[cached + 1].tensor, value_, block, hit_keys_,
                      {{value_freed_, 1}}, {{value_filled_, 1}}));
  const std::size_t groups = scored_.size();
  // The last group has what does not divide evenly.
  const auto useful = [&](std::size_t group) {
    const std::int64_t all = pairs * tile_.heads * depth;
    const std::int64_t each = all / tile_.row_groups;
    return group + 1 < groups ? each : all - each * (tile_.row_groups - 1);
  };
  for (std::size_t group = 0; group < groups; ++group) {
    Instruction scores{
        product(tile_.keys, depth, useful(group), query_, key_), {}, {{scored_[group], 1}}};
    if (group == 0) scores.waits.push_back({key_filled_, 1});
    if (group + 1 == groups) scores.signals.push_back({key_freed_, 1});
    body.push_back(scores);
    body.push_back(vector_operation(softmax, DataType::kFp32, {}, -1, {{scored_[group], 1}},
                                    {{weighed_[group], 1}}));
  }
  for (std::size_t group = 0; group < groups; ++group) {
    Instruction values{
        product(depth, tile_.keys, useful(group), -1, value_), {{weighed_[group], 1}}, {}};
    if (group == 0) values.waits.push_back({value_filled_, 1});
    if (group + 1 == groups) values.signals = {{value_freed_, 1}, {summed_, 1}};
    body.push_back(values);
  }
  return body;
}

void AttentionBlocks::append_lookups(std::vector<Instruction>& body) const {
  if (lookup_ < 0) return;
  const Bytes bytes = fused_.reads[kFirstCached].bytes + fused_.reads[1].bytes;
  const Block2d line{1, std::min(bytes, Bytes(library_.attention.lookup_bytes))};
  const int tensor = fused_.reads[kFirstCached].tensor;
  const auto stages = static_cast<int>(library_.attention.stages);
  body.push_back(load(tensor, lookup_, line, 0, {}, {{length_known_, 1}}));
  body.push_back(load(tensor, lookup_, line, 0, {{length_known_, 1}},
                      {{key_freed_, stages}, {value_freed_, stages}}));
}

std::vector<Instruction> AttentionBlocks::block(const AttentionSpan& span) const {
  const std::int64_t rows = span.queries() * tile_.heads;
  const std::int64_t end =
      shape_.causal ? std::min(span.end_key, shape_.kv + span.end_query) : span.end_key;
  const std::int64_t seen_by_all =
      shape_.causal ? std::min(end, shape_.kv + span.first_query + 1) : end;
  const std::int64_t whole = std::max<std::int64_t>(0, seen_by_all - span.first_key) / tile_.keys;

  std::vector<Instruction> body;
  body.push_back(load(fused_.reads[0].tensor, query_,
                      {rows, whole_bytes(shape_.head_dim, bits_query_)},
                      fused_.reads[0].shared_buffer_hit, {}, {{query_filled_, 1}}));
  std::int64_t steps = whole;
  append_lookups(body);
  append_repeated(body, whole, step(tile_.keys, span.queries() * tile_.keys));
  for (std::int64_t key = span.first_key + whole * tile_.keys; key < end; key += tile_.keys) {
    const std::int64_t keys = std::min(tile_.keys, end - key);
    const AttentionSpan part{span.first_query, span.end_query, key, key + keys};
    append_repeated(body, 1, step(keys, visible_pairs(shape_, part)));
    ++steps;
  }
  const double bits_out = partial_ ? 32 : bits_of(fused_.writes[0].type);
  const VectorWork scaling =
      scaled(attention_lanes(fused_).rows,
             static_cast<double>(tile_.rows) /
                 static_cast<double>(shape_.batch * shape_.heads * shape_.seq));
  body.push_back(vector_operation(scaling, DataType::kFp32, {}, query_,
                                  {{query_filled_, 1}, {summed_, static_cast<int>(steps)}},
                                  {{staged_, 1}}));
  body.push_back(store(partial_ ? kPartialResults : fused_.writes[0].tensor, query_,
                       {rows, whole_bytes(shape_.head_dim, bits_out)},
                       partial_ ? 1.0 : fused_.writes[0].shared_buffer_hit, {{staged_, 1}}, {}));
  return body;
}

}  // namespace tessera::grid
