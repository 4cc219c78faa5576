#include "sim/app/simulate/halves.h"

#include <algorithm>
#include <functional>

#include "sim/app/simulate/part.h"

namespace tessera {
namespace {

std::int64_t half_of(std::int64_t count) { return ceil_divide(count, 2); }

std::vector<BatchLengths> every_other(BatchLengths own) {
  std::ranges::stable_sort(own, std::greater{},
                           [](const SequenceLengths& one) { return one.seq + one.kv; });
  std::vector<BatchLengths> halves(2);
  std::int64_t before = 0;
  for (const SequenceLengths& alike : own) {
    SequenceLengths first = alike, second = alike;
    first.count = half_of(before + alike.count) - half_of(before);
    second.count = alike.count - first.count;
    before += alike.count;
    if (first.count > 0) halves[0].push_back(first);
    if (second.count > 0) halves[1].push_back(second);
  }
  return halves;
}

std::vector<BatchLengths> between_tokens(const SequenceLengths& prompt) {
  SequenceLengths first = prompt, second = prompt;
  first.seq = half_of(prompt.seq);
  second.seq = prompt.seq - first.seq;
  second.kv = prompt.kv + first.seq;
  return {{first}, {second}};
}

bool alike(const BatchLengths& a, const BatchLengths& b) {
  return std::ranges::equal(a, b, [](const SequenceLengths& one, const SequenceLengths& other) {
    return one.count == other.count && one.seq == other.seq && one.kv == other.kv;
  });
}

bool has_collectives(const Program& program) {
  return std::ranges::any_of(communicating(program), std::identity());
}

}  // namespace

std::vector<BatchLengths> halves_of(const BatchLengths& own, bool can_cut_prompt) {
  std::int64_t sequences = 0;
  for (const SequenceLengths& one : own) sequences += one.count;
  if (sequences >= 2) return every_other(own);
  if (sequences == 1 && can_cut_prompt && own.front().seq >= 2) return between_tokens(own.front());
  return {};
}

bool can_cut_prompt(const Inputs& inputs, bool is_step) {
  const Phase phase = inputs.workload.phase;
  return !is_step && inputs.plan.context == 1 &&
         (phase == Phase::kPrefill || phase == Phase::kFull);
}

std::optional<Halves> halve(const Inputs& inputs, const BatchLengths& own, bool is_step) {
  const std::vector<BatchLengths> cut = halves_of(own, can_cut_prompt(inputs, is_step));
  if (cut.empty()) return std::nullopt;
  Halves both;
  both.halves.push_back(lower_batch(inputs, bind_batch(inputs, cut[0])));
  if (!alike(cut[0], cut[1]))
    both.halves.push_back(lower_batch(inputs, bind_batch(inputs, cut[1])));
  // Where an input comes with the first tokens alone, the halves have not the same operators.
  if (both.first().among.operators.size() != both.second().among.operators.size())
    return std::nullopt;
  if (!has_collectives(both.first().among)) return std::nullopt;
  return both;
}

std::vector<OperatorRecord> operators_of_both(const Halves& halves) {
  std::vector<OperatorRecord> both = halves.first().among.operators;
  const std::vector<OperatorRecord>& second = halves.second().among.operators;
  for (std::size_t i = 0; i < both.size(); ++i) {
    both[i].repeat *= 2;
    both[i].matrix_flops = (both[i].matrix_flops + second[i].matrix_flops) / 2;
    both[i].vector_operations = (both[i].vector_operations + second[i].vector_operations) / 2;
  }
  return both;
}

}  // namespace tessera
