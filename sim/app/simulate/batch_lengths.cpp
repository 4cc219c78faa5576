#include "sim/app/simulate/batch_lengths.h"

#include <algorithm>

namespace tessera {
namespace {

BatchLengths at_first(const Workload& w) {
  if (w.sequences.empty()) return {{w.batch, w.seq, w.kv}};
  return w.sequences;
}

void add(BatchLengths& lengths, const SequenceLengths& more) {
  for (SequenceLengths& one : lengths) {
    if (one.seq != more.seq || one.kv != more.kv) continue;
    one.count += more.count;
    return;
  }
  lengths.push_back(more);
}

}  // namespace

BatchLengths first_batch(const Workload& workload) {
  switch (workload.phase) {
    case Phase::kDecode:
      return step_after(workload, 0);
    case Phase::kInference:
      return {{workload.batch, workload.seq, workload.kv}};
    default:
      return prompt_chunk(workload, 0, workload.seq);
  }
}

BatchLengths prompt_chunk(const Workload& workload, std::int64_t done, std::int64_t chunk) {
  BatchLengths lengths;
  for (const auto& [count, seq, kv] : at_first(workload))
    if (seq > done) add(lengths, {count, std::min(chunk, seq - done), kv + done});
  return lengths;
}

BatchLengths step_after(const Workload& workload, std::int64_t generated, std::int64_t seq) {
  BatchLengths lengths;
  const bool prompt = workload.phase == Phase::kFull;
  for (const SequenceLengths& one : at_first(workload))
    add(lengths, {one.count, seq, one.kv + (prompt ? one.seq : 0) + generated});
  return lengths;
}

bool is_behind_the_first(const Workload& workload, const BatchLengths& batch) {
  const BatchLengths first = at_first(workload);
  return std::ranges::min(batch, {}, &SequenceLengths::kv).kv >
         std::ranges::min(first, {}, &SequenceLengths::kv).kv;
}

std::int64_t longest_context(const BatchLengths& lengths) {
  std::int64_t longest = 0;
  for (const SequenceLengths& one : lengths) longest = std::max(longest, one.kv);
  return longest;
}

}  // namespace tessera
