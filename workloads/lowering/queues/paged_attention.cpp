// Attention over a paged cache as a kernel that takes one sequence after the other: look-ups, then
// page by page with all heads of a page, and the next sequence or tile of queries only when the
// results of this one have left (ragged paged attention of XLA for TPUs).
#include <algorithm>
#include <array>

#include "workloads/lowering/attention_lanes.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/queue_kernel.h"
#include "workloads/lowering/queues/steps.h"

namespace tessera::queues {
namespace {

constexpr std::int64_t kSumBytes = 4;

class PagedWriter {
 public:
  PagedWriter(const FusedOperator& fused, const AttentionKernels& library)
      : fused_(fused),
        shape_(*fused.attention),
        lanes_(attention_lanes(fused)),
        library_(library),
        queries_(std::min(library.page_queries, shape_.seq)),
        share_(shape_.seq > library.decode_max_queries ? library.prefill.issue_share
                                                       : library.decode.issue_share),
        operands_(fused),
        kernel_(fused) {}

  Kernel write(std::int64_t cores) {
    declare();
    std::vector<Stream> streams;
    int next = 0;
    for (const Piece& piece : split(shape_.batch, cores, 1)) {
      Stream stream;
      for (std::int64_t i = 0; i < piece.count; ++i) stream.cores.push_back(next++);
      stream.body = sequences(piece.size);
      streams.push_back(std::move(stream));
    }
    return kernel_.finish(std::move(streams));
  }

 private:
  Rows activation(std::int64_t tokens, std::int64_t width, DataType type) const {
    return {tokens, bytes_of(shape_.heads * width, type)};
  }
  Rows page(std::size_t kind, std::int64_t tokens) const {
    return {1, bytes_of(tokens * shape_.kv_heads * operands_.width(kind), source(kind).type)};
  }
  // Of keys (0) or values (1).
  const Operand& source(std::size_t kind) const {
    return operands_.cached() ? operands_.cache(kind) : operands_.fresh(kind);
  }

  void declare() {
    const std::int64_t tokens = library_.page_tokens;
    const std::int64_t rows = queries_ * shape_.heads;
    query_ = kernel_.channel(
        "query", activation(queries_, shape_.head_dim, fused_.reads[0].type).bytes(), 1);
    keys_[0] =
        kernel_.channel("keys", operands_.tile(0, tokens * shape_.kv_heads), key_slots(shape_));
    if (operands_.kinds() > 1)
      keys_[1] = kernel_.channel("values", operands_.tile(1, tokens * shape_.kv_heads), 2);
    scores_ = kernel_.channel("scores", Bytes(rows * tokens * kSumBytes), 1);
    shares_ = kernel_.channel("shares", bytes_of(rows * tokens, fused_.matrix_type), 1);
    sums_ = kernel_.channel("sums", Bytes(rows * shape_.values() * kSumBytes), 1);
    out_ = kernel_.channel("out",
                           activation(queries_, shape_.values(), fused_.writes[0].type).bytes(), 1);
    lookup_ = kernel_.channel("lookup", Bytes(library_.lookup_bytes), 2);
    turn_ = kernel_.channel("turn", Bytes(1), 1);
  }

  Body sequences(std::int64_t count) {
    Body body;
    if (!fused_.first_of_program) body.push_back(barrier());
    Body one;
    for (std::int64_t query = 0; query < shape_.seq; query += queries_)
      append_tile(one, query, std::min(query + queries_, shape_.seq));
    append_new(one);
    repeat(body, count, std::move(one));
    return body;
  }

  void append_tile(Body& body, std::int64_t first, std::int64_t end) {
    append_lookups(body);
    Instruction query = load(fused_.reads[0], query_,
                             activation(end - first, shape_.head_dim, fused_.reads[0].type));
    wait(query, lookup_.data);
    signal(query, lookup_.space, 2);
    body.push_back(std::move(query));
    const std::vector<KeyStep> all =
        key_steps(shape_, {first, end, 0, shape_.keys()}, library_.page_tokens);
    for (std::size_t i = 0; i < all.size();) {
      std::size_t next = i + 1;
      const auto is_edge = [&](std::size_t at) { return at == 0 || at + 1 == all.size(); };
      while (next < all.size() && !is_edge(i) && !is_edge(next) && all[next] == all[i]) ++next;
      Body one;
      append_page(one, all[i], i == 0, i + 1 == all.size());
      repeat(body, static_cast<std::int64_t>(next - i), std::move(one));
      i = next;
    }
    finish(body, end - first);
  }

  // How long the sequence is, then where its pages are.
  void append_lookups(Body& body) {
    const Rows line{1, Bytes(library_.lookup_bytes)};
    Instruction length = load(source(0), lookup_, line);
    wait(length, turn_.space);
    Instruction pages = load(source(0), lookup_, line);
    wait(pages, lookup_.data);
    body.push_back(std::move(length));
    body.push_back(std::move(pages));
  }

  void append_page(Body& body, const KeyStep& step, bool first, bool last) {
    for (std::size_t kind = 0; kind < operands_.kinds(); ++kind)
      body.push_back(load(source(kind), keys_[kind], page(kind, step.keys)));
    const std::int64_t rows = step.queries * shape_.heads / shape_.kv_heads;
    const std::int64_t pairs = step.pairs * shape_.heads;
    Instruction scores{
        Matmul{rows, step.keys * shape_.kv_heads, shape_.head_dim, pairs * shape_.head_dim,
               fused_.matrix_type, query_.buffer, keys_[0].buffer, scores_.buffer, share_},
        {},
        {}};
    wait(scores, scores_.space);
    if (first) wait(scores, query_.data);
    wait(scores, keys_[0].data);
    if (operands_.kinds() > 1) signal(scores, keys_[0].space);
    signal(scores, scores_.data);
    if (last) signal(scores, query_.space);
    body.push_back(std::move(scores));
    append_lanes(body, lanes_.scores * share_of(step), {{scores_, true}}, {shares_});
    const Channel& weighed = keys_[operands_.kinds() - 1];
    Instruction values{
        Matmul{rows, shape_.values() * shape_.kv_heads, step.keys, pairs * shape_.values(),
               fused_.matrix_type, shares_.buffer, weighed.buffer, sums_.buffer, share_},
        {},
        {}};
    if (first) wait(values, sums_.space);
    wait(values, shares_.data);
    if (operands_.kinds() > 1) wait(values, weighed.data);
    signal(values, shares_.space);
    signal(values, weighed.space);
    if (last) signal(values, sums_.data);
    body.push_back(std::move(values));
  }

  void finish(Body& body, std::int64_t tokens) {
    const double share =
        static_cast<double>(tokens) / static_cast<double>(shape_.batch * shape_.seq);
    append_lanes(body, lanes_.rows * share, {{sums_, true}}, {out_});
    Instruction out =
        store(fused_.writes[0], out_, activation(tokens, shape_.values(), fused_.writes[0].type));
    signal(out, turn_.space);
    body.push_back(std::move(out));
  }

  // New keys and values of a sequence go to its pages.
  void append_new(Body& body) {
    if (!operands_.appends()) return;
    for (std::size_t kind = 0; kind < operands_.kinds(); ++kind) {
      for (const Step& step : steps(shape_.seq, library_.page_tokens)) {
        const Rows rows = page(kind, step.size);
        repeat(body, step.count,
               {load(operands_.fresh(kind), keys_[kind], rows),
                store(operands_.appended(kind), keys_[kind], rows)});
      }
    }
  }

  double share_of(const KeyStep& step) const {
    return static_cast<double>(step.pairs) /
           (static_cast<double>(shape_.batch) * static_cast<double>(shape_.pairs()));
  }

  const FusedOperator& fused_;
  const AttentionShape& shape_;
  AttentionLanes lanes_;
  const AttentionKernels& library_;
  std::int64_t queries_;
  double share_;
  AttentionOperands operands_;
  QueueKernel kernel_;
  std::array<Channel, 2> keys_;  // keys, values
  Channel query_, scores_, shares_, sums_, out_, lookup_, turn_;
};

}  // namespace

Kernel paged_attention(const FusedOperator& fused, const AttentionKernels& library,
                       std::int64_t cores) {
  return PagedWriter(fused, library).write(cores);
}

}  // namespace tessera::queues
