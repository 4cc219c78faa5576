// Attention over a paged cache as a kernel that takes one sequence after the other: look-ups, then
// page by page with all heads of a page, and the next sequence or tile of queries only when the
// results of this one have left (ragged paged attention of XLA for TPUs).
#include <algorithm>

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
        cached_(fused.reads.size() > 3),
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
  Rows activation(std::int64_t tokens, DataType type) const {
    return {tokens, bytes_of(shape_.heads * shape_.head_dim, type)};
  }
  Rows page(std::int64_t tokens) const {
    return {1, bytes_of(tokens * shape_.kv_heads * shape_.head_dim, source(0).type)};
  }
  // Of keys (0) or values (1).
  const Operand& source(std::size_t which) const { return fused_.reads[(cached_ ? 3 : 1) + which]; }

  void declare() {
    const std::int64_t tokens = library_.page_tokens;
    const std::int64_t rows = queries_ * shape_.heads;
    query_ = kernel_.channel("query", activation(queries_, fused_.reads[0].type).bytes(), 1);
    keys_ = kernel_.channel("keys", page(tokens).bytes(), 2);
    values_ = kernel_.channel("values", page(tokens).bytes(), 2);
    scores_ = kernel_.channel("scores", Bytes(rows * tokens * kSumBytes), 1);
    shares_ = kernel_.channel("shares", bytes_of(rows * tokens, fused_.matrix_type), 1);
    sums_ = kernel_.channel("sums", Bytes(rows * shape_.head_dim * kSumBytes), 1);
    out_ = kernel_.channel("out", activation(queries_, fused_.writes[0].type).bytes(), 1);
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
    Instruction query =
        load(fused_.reads[0], query_, activation(end - first, fused_.reads[0].type));
    wait(query, lookup_.data);
    signal(query, lookup_.space, 2);
    body.push_back(std::move(query));
    const std::vector<KeyStep> all =
        key_steps(shape_, {first, end, 0, shape_.kv + shape_.seq}, library_.page_tokens);
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
    body.push_back(load(source(0), keys_, page(step.keys)));
    body.push_back(load(source(1), values_, page(step.keys)));
    const std::int64_t rows = step.queries * shape_.heads / shape_.kv_heads;
    const std::int64_t macs = step.pairs * shape_.heads * shape_.head_dim;
    Instruction scores{
        Matmul{rows, step.keys * shape_.kv_heads, shape_.head_dim, macs, fused_.matrix_type,
               query_.buffer, keys_.buffer, scores_.buffer, share_},
        {},
        {}};
    wait(scores, scores_.space);
    if (first) wait(scores, query_.data);
    wait(scores, keys_.data);
    signal(scores, keys_.space);
    signal(scores, scores_.data);
    if (last) signal(scores, query_.space);
    body.push_back(std::move(scores));
    append_lanes(body, lanes_.scores * share_of(step), {{scores_, true}}, {shares_});
    Instruction values{
        Matmul{rows, shape_.head_dim * shape_.kv_heads, step.keys, macs, fused_.matrix_type,
               shares_.buffer, values_.buffer, sums_.buffer, share_},
        {},
        {}};
    if (first) wait(values, sums_.space);
    wait(values, shares_.data);
    wait(values, values_.data);
    signal(values, shares_.space);
    signal(values, values_.space);
    if (last) signal(values, sums_.data);
    body.push_back(std::move(values));
  }

  void finish(Body& body, std::int64_t tokens) {
    const double share =
        static_cast<double>(tokens) / static_cast<double>(shape_.batch * shape_.seq);
    append_lanes(body, lanes_.rows * share, {{sums_, true}}, {out_});
    Instruction out = store(fused_.writes[0], out_, activation(tokens, fused_.writes[0].type));
    signal(out, turn_.space);
    body.push_back(std::move(out));
  }

  // New keys and values of a sequence go to its pages.
  void append_new(Body& body) {
    if (fused_.writes.size() < 3) return;
    for (const std::size_t i : {1, 2}) {
      for (const Step& step : steps(shape_.seq, library_.page_tokens)) {
        const Channel& through = i == 1 ? keys_ : values_;
        Instruction in = load(fused_.reads[i], through, page(step.size));
        Instruction out = store(fused_.writes[i], through, page(step.size));
        Body one{std::move(in), std::move(out)};
        repeat(body, step.count, std::move(one));
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
  bool cached_;
  QueueKernel kernel_;
  Channel query_, keys_, values_, scores_, shares_, sums_, out_, lookup_, turn_;
};

}  // namespace

Kernel paged_attention(const FusedOperator& fused, const AttentionKernels& library,
                       std::int64_t cores) {
  return PagedWriter(fused, library).write(cores);
}

}  // namespace tessera::queues
