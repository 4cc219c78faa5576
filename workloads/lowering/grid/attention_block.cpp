#include "workloads/lowering/grid/attention_block.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "isa/timing/matrix_unit.h"
#include "workloads/lowering/attention_lanes.h"
#include "workloads/lowering/grid/block_body.h"

namespace tessera::grid {
namespace {

Bytes whole_bytes(std::int64_t elements, double bits) {
  return Bytes(static_cast<std::int64_t>(std::ceil(static_cast<double>(elements) * bits / 8)));
}

// Of a token, per head of keys: what a block loads.
std::int64_t loaded_width(const AttentionShape& shape) {
  return shape.values_in_keys ? shape.head_dim : shape.depth();
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

double bits_of_keys(const FusedOperator& fused) {
  const AttentionShape& shape = *fused.attention;
  double bytes = 0;
  for (std::size_t i = 1; i < fused.reads.size(); ++i) {
    bytes += static_cast<double>(fused.reads[i].bytes.count());
  }
  const auto elements =
      static_cast<double>(shape.batch * shape.kv_heads * loaded_width(shape) * shape.keys());
  return bytes * 8 / elements;
}

std::int64_t seen_by_all(const AttentionShape& shape, const AttentionSpan& span,
                         std::int64_t heads) {
  if (!shape.causal) return span.end_key;
  return std::min(span.end_key, shape.kv + span.first_row / heads + 1);
}

std::int64_t seen_by_any(const AttentionShape& shape, const AttentionSpan& span,
                         std::int64_t heads) {
  if (!shape.causal) return span.end_key;
  return std::min(span.end_key, shape.kv + ceil_divide(span.end_row, heads));
}

std::int64_t visible_pairs(const AttentionShape& shape, const AttentionSpan& span,
                           std::int64_t heads) {
  const std::int64_t keys = span.end_key - span.first_key;
  if (!shape.causal) return span.rows() * keys;
  std::int64_t pairs = 0;
  const auto within = [&](std::int64_t key) {
    return std::clamp<std::int64_t>(key - span.first_key, 0, keys);
  };
  for (std::int64_t row = span.first_row; row < span.end_row;) {
    const std::int64_t query = row / heads;
    const std::int64_t next = std::min((query + 1) * heads, span.end_row);
    pairs += (next - row) * (within(shape.kv + query + 1) - within(shape.first_seen(query)));
    row = next;
  }
  return pairs;
}

AttentionBlocks::AttentionBlocks(const FusedOperator& fused, const ChipSpec& chip,
                                 const KernelLibrary& library, const AttentionKernel& form,
                                 AttentionTile tile, bool partial)
    : fused_(fused),
      chip_(chip),
      library_(library),
      form_(form),
      shape_(*fused.attention),
      pairs_(static_cast<double>(shape_.batch * shape_.heads) *
             static_cast<double>(shape_.pairs())),
      tile_(tile),
      partial_(partial),
      first_cached_(shape_.values_in_keys ? 2 : 3),
      bits_query_(bits_of(fused.reads[0].type)),
      bits_key_(bits_of_keys(fused)),
      bits_out_(partial ? 32 : bits_of(fused.writes[0].type)) {
  kernel_.name = fused.name;
  kernel_.op = fused.op;
  declare_storage();
  share_keys(1, 1);
}

void AttentionBlocks::declare_storage() {
  const std::int64_t stages = form_.stages;
  // The outputs leave through the buffer that the queries came in; partial sums, which are wider, a
  // half at a time.
  query_ = add_buffer(kernel_, "query",
                      std::max(whole_bytes(tile_.rows * shape_.head_dim, bits_query_),
                               whole_bytes(tile_.rows * width_out(), bits_out_)),
                      1);
  key_ = add_buffer(kernel_, "key", whole_bytes(tile_.keys * shape_.head_dim, bits_key_), stages);
  value_ = key_;
  if (!shape_.values_in_keys) {
    value_ =
        add_buffer(kernel_, "value", whole_bytes(tile_.keys * shape_.values(), bits_key_), stages);
  }
  query_filled_ = add_token(kernel_, "query_filled", Token::Kind::kData, 0);
  key_filled_ = add_token(kernel_, "key_filled", Token::Kind::kData, 0);
  // A slot can be filled once it is empty and, of a cache, once its page is known.
  const std::int64_t free = looks_up() ? 0 : stages;
  key_freed_ = add_token(kernel_, "key_freed", Token::Kind::kSpace, free);
  value_filled_ = add_token(kernel_, "value_filled", Token::Kind::kData, 0);
  value_freed_ = add_token(kernel_, "value_freed", Token::Kind::kSpace, free);
  if (looks_up()) {
    lookup_ = add_buffer(kernel_, "lookup", Bytes(library_.attention.lookup_bytes), 1);
    length_known_ = add_token(kernel_, "length_known", Token::Kind::kData, 0);
    for (std::int64_t trip = 1; trip < form_.trips; ++trip) {
      found_.push_back(add_token(kernel_, "found_" + std::to_string(trip), Token::Kind::kData, 0));
    }
  }
  for (std::int64_t group = 0; group < tile_.row_groups; ++group) {
    const std::string number = std::to_string(group);
    scored_.push_back(add_token(kernel_, "scored_" + number, Token::Kind::kData, 0));
    weighed_.push_back(add_token(kernel_, "weighed_" + number, Token::Kind::kData, 0));
  }
  summed_ = add_token(kernel_, "summed", Token::Kind::kData, 0);
  staged_ = add_token(kernel_, "staged", Token::Kind::kData, 0);
}

std::int64_t AttentionBlocks::width_out() const {
  return partial_ ? ceil_divide(shape_.values(), 2) : shape_.values();
}

void AttentionBlocks::share_keys(double passes, double loads) {
  hit_keys_ = std::clamp(1 - (passes - first_touch_hit(fused_)) / loads, 0.0, 1.0);
}

std::int64_t AttentionBlocks::residents() const {
  return std::max<std::int64_t>(
      1, std::min({form_.max_residents, chip_.control.blocks->max_resident_per_core,
                   chip_.core.local_memory.capacity.count() / local_bytes(kernel_).count()}));
}

// rows x n outputs over k, whichever way round the unit is faster; sums and scores stay in
// registers.
Matmul AttentionBlocks::product(std::int64_t n, std::int64_t k, std::int64_t useful, int a,
                                int b) const {
  const std::int64_t rows = tile_.rows / tile_.row_groups;
  // Keys and values of another type are widened on their way and come from registers.
  const bool as_stored = bits_key_ == bits_of(fused_.matrix_type);
  if (!as_stored) b = -1;
  Matmul straight{rows, n, k, useful, fused_.matrix_type, a, b, -1, form_.issue_share};
  Matmul turned{n, rows, k, useful, fused_.matrix_type, b, a, -1, form_.issue_share};
  const auto occupancy = [&](const Matmul& matmul) {
    return matmul_time(*chip_.core.matrix_unit, chip_.core.local_memory, matmul).occupancy;
  };
  return occupancy(turned) < occupancy(straight) ? turned : straight;
}

// The last group has what does not divide evenly.
std::int64_t AttentionBlocks::useful(const Step& step, std::int64_t depth,
                                     std::size_t group) const {
  const std::int64_t all = step.pairs * depth;
  const std::int64_t each = all / tile_.row_groups;
  return group + 1 < scored_.size() ? each : all - each * (tile_.row_groups - 1);
}

// Of a cache, the tokens of a page lie side by side; new ones are rows of an activation.
Block2d AttentionBlocks::rows_of_keys(std::int64_t keys, std::int64_t width) const {
  const std::int64_t together = cached() ? std::min(keys, library_.attention.tokens_together) : 1;
  if (keys % together != 0) return {keys, whole_bytes(width, bits_key_)};
  return {keys / together, whole_bytes(width * together, bits_key_)};
}

// Each look-up waits for the one before, keys for the last of them; values for the keys where there
// are that many trips.
void AttentionBlocks::append_loads(const Step& step, std::vector<Instruction>& body) const {
  const std::size_t source = cached() ? first_cached_ : 1;
  const int tensor = fused_.reads[source].tensor;
  Tokens waits{{key_freed_, 1}};
  const std::size_t apart = shape_.values_in_keys || found_.size() < 2 ? 0 : 1;
  for (std::size_t i = 0; i + apart < found_.size(); ++i) {
    const Block2d line{1, Bytes(library_.attention.lookup_bytes)};
    body.push_back(load(tensor, lookup_, line, 0, waits, {{found_[i], 1}}));
    waits = {{found_[i], 1}};
  }
  Tokens filled{{key_filled_, 1}};
  if (apart > 0) filled.push_back({found_.back(), 1});
  const Block2d keys = rows_of_keys(step.keys, shape_.head_dim);
  body.push_back(load(tensor, key_, keys, hit_keys_, waits, filled));
  if (shape_.values_in_keys) return;
  waits = {{value_freed_, 1}};
  if (apart > 0) waits.push_back({found_.back(), 1});
  const Block2d values = rows_of_keys(step.keys, shape_.values());
  body.push_back(load(fused_.reads[source + 1].tensor, value_, values, hit_keys_, waits,
                      {{value_filled_, 1}}));
}

void AttentionBlocks::append_scores(const Step& step, std::vector<Instruction>& body) const {
  // Padded and masked scores are computed like all others.
  const std::int64_t padded = tile_.rows / tile_.row_groups * tile_.keys;
  VectorWork lanes = attention_lanes(fused_).scores;
  // Narrow keys and values are widened once for all rows; the rest is of every score, padded ones
  // included.
  const double widened = std::max(0.0, lanes.convert - pairs_);
  lanes.convert -= widened;
  const VectorWork softmax = scaled(lanes, form_.lane_share * static_cast<double>(padded) / pairs_);
  VectorWork first = softmax;
  first.convert += widened * static_cast<double>(step.keys) /
                   static_cast<double>(shape_.batch * shape_.kv_heads * shape_.keys());
  for (std::size_t group = 0; group < scored_.size(); ++group) {
    Instruction scores{
        product(tile_.keys, shape_.head_dim, useful(step, shape_.head_dim, group), query_, key_),
        {},
        {{scored_[group], 1}}};
    if (group == 0) scores.waits.push_back({key_filled_, 1});
    if (group + 1 == scored_.size() && !shape_.values_in_keys) {
      scores.signals.push_back({key_freed_, 1});
    }
    body.push_back(scores);
    body.push_back(vector_operation(group == 0 ? first : softmax, DataType::kFp32, {}, -1,
                                    {{scored_[group], 1}}, {{weighed_[group], 1}}));
  }
}

void AttentionBlocks::append_values(const Step& step, std::vector<Instruction>& body) const {
  for (std::size_t group = 0; group < scored_.size(); ++group) {
    Instruction values{
        product(shape_.values(), tile_.keys, useful(step, shape_.values(), group), -1, value_),
        {{weighed_[group], 1}},
        {}};
    if (group == 0 && !shape_.values_in_keys) values.waits.push_back({value_filled_, 1});
    if (group + 1 == scored_.size()) {
      values.signals = {{shape_.values_in_keys ? key_freed_ : value_freed_, 1}, {summed_, 1}};
    }
    body.push_back(values);
  }
}

void AttentionBlocks::append_lookups(std::vector<Instruction>& body) const {
  if (lookup_ < 0) return;
  const Bytes bytes = fused_.reads[first_cached_].bytes + fused_.reads[1].bytes;
  const Block2d line{1, std::min(bytes, Bytes(library_.attention.lookup_bytes))};
  const int tensor = fused_.reads[first_cached_].tensor;
  const auto stages = static_cast<int>(form_.stages);
  Tokens free{{key_freed_, stages}};
  if (!shape_.values_in_keys) free.push_back({value_freed_, stages});
  body.push_back(load(tensor, lookup_, line, 0, {}, {{length_known_, 1}}));
  body.push_back(load(tensor, lookup_, line, 0, {{length_known_, 1}}, std::move(free)));
}

AttentionBlocks::Form AttentionBlocks::form_of(const AttentionShape& sequence,
                                               const AttentionSpan& span) const {
  const std::int64_t end = seen_by_any(sequence, span, tile_.heads);
  const std::int64_t whole = seen_by_all(sequence, span, tile_.heads);
  const std::int64_t unmasked_from = sequence.first_seen((span.end_row - 1) / tile_.heads);
  Form form{span.rows(), {}};
  for (std::int64_t key = span.first_key; key < end; key += tile_.keys) {
    const std::int64_t keys = std::min(tile_.keys, end - key);
    const AttentionSpan part{span.first_row, span.end_row, key, key + keys};
    const bool unmasked = unmasked_from <= key && key + keys <= whole;
    form.steps.push_back(
        {keys, unmasked ? span.rows() * keys : visible_pairs(sequence, part, tile_.heads)});
  }
  return form;
}

// Scores one step ahead of the values where the kernel is pipelined.
void AttentionBlocks::append_loop(const std::vector<Step>& steps,
                                  std::vector<Instruction>& body) const {
  const std::size_t ahead = form_.pipelined ? 1 : 0;
  const auto score = [&](const Step& step, std::vector<Instruction>& to) {
    append_loads(step, to);
    append_scores(step, to);
  };
  if (ahead > 0) score(steps.front(), body);
  for (std::size_t i = 0; i + ahead < steps.size();) {
    std::size_t end = i + 1;
    while (end + ahead < steps.size() && steps[end] == steps[i] &&
           steps[end + ahead] == steps[i + ahead]) {
      ++end;
    }
    std::vector<Instruction> one;
    score(steps[i + ahead], one);
    append_values(steps[i], one);
    append_repeated(body, static_cast<std::int64_t>(end - i), std::move(one));
    i = end;
  }
  if (ahead > 0) append_values(steps.back(), body);
}

std::vector<Instruction> AttentionBlocks::block(const Form& form) const {
  const auto& [rows, steps] = form;
  std::vector<Instruction> body;
  body.push_back(load(fused_.reads[0].tensor, query_,
                      {rows, whole_bytes(shape_.head_dim, bits_query_)},
                      fused_.reads[0].shared_buffer_hit, {}, {{query_filled_, 1}}));
  append_lookups(body);
  append_loop(steps, body);
  const VectorWork scaling =
      scaled(attention_lanes(fused_).rows,
             static_cast<double>(tile_.rows) /
                 static_cast<double>(shape_.batch * shape_.heads * shape_.seq));
  body.push_back(vector_operation(scaling, DataType::kFp32, {}, query_,
                                  {{query_filled_, 1}, {summed_, static_cast<int>(steps.size())}},
                                  {{staged_, 1}}));
  Tokens staged{{staged_, 1}};
  for (std::int64_t column = 0; column < shape_.values(); column += width_out()) {
    const std::int64_t width = std::min(width_out(), shape_.values() - column);
    body.push_back(store(partial_ ? kPartialResults : fused_.writes[0].tensor, query_,
                         {rows, whole_bytes(width, bits_out_)},
                         partial_ ? 1.0 : fused_.writes[0].shared_buffer_hit,
                         std::exchange(staged, {}), {}));
  }
  return body;
}

void BlockGroups::add(std::int64_t count, const AttentionShape& sequence,
                      const AttentionSpan& span) {
  AttentionBlocks::Form form = blocks_.form_of(sequence, span);
  const auto [found, is_new] = places_.try_emplace(std::move(form), groups_.size());
  if (is_new)
    groups_.push_back({count, blocks_.block(found->first)});
  else
    groups_[found->second].count += count;
}

}  // namespace tessera::grid
