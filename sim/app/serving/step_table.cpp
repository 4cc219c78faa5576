#include "sim/app/serving/step_table.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tessera::serving {
namespace {

// Fewer tokens than this are sequences, more a prompt: products do not care.
constexpr std::int64_t kLargestBatch = 256;
constexpr std::int64_t kShortCache = 512, kLongCache = 8192;

double count(Picoseconds time) { return static_cast<double>(time.count()); }

double pairs_of(std::int64_t tokens) {
  return 0.5 * static_cast<double>(tokens) * static_cast<double>(tokens + 1);
}

// Powers of two around a number, the same twice where it is one.
struct Around {
  std::int64_t low, high;
  double share;  // of the way from low to high
};
Around around(std::int64_t number) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(1, number));
  const auto low = static_cast<std::int64_t>(std::bit_floor(value));
  const auto high = static_cast<std::int64_t>(std::bit_ceil(value));
  const double share =
      low == high ? 0 : static_cast<double>(number - low) / static_cast<double>(high - low);
  return {low, high, share};
}

double between(double low, double high, double share) { return low + (high - low) * share; }

}  // namespace

const StepTime& StepTable::decode(std::int64_t sequences, std::int64_t kv) {
  return model_.step(sequences, 1, kv);
}

const StepTime& StepTable::prefill(std::int64_t tokens) { return model_.step(1, tokens, 0); }

double StepTable::work_on(std::int64_t tokens) {
  const auto [place, is_new] = work_.try_emplace(tokens, 0.0);
  if (!is_new) return place->second;
  const auto simulated = [&](std::int64_t number) {
    const StepTime& step = number <= kLargestBatch ? decode(number, kShortCache) : prefill(number);
    return count(step.all - step.attention - step.head);
  };
  const Around points = around(tokens);
  return place->second = between(simulated(points.low), simulated(points.high), points.share);
}

double StepTable::attention_of_sequences(std::int64_t sequences, double kv) {
  if (sequences == 0) return 0;
  const auto simulated = [&](std::int64_t number) {
    const double low = count(decode(number, kShortCache).attention);
    const double high = count(decode(number, kLongCache).attention);
    return std::max(0.0, between(low, high, (kv - kShortCache) / (kLongCache - kShortCache)));
  };
  const Around points = around(sequences);
  return between(simulated(points.low), simulated(points.high), points.share);
}

double StepTable::attention_of_pairs(double pairs) {
  // A prompt of its own with as many pairs.
  const double tokens = std::max(1.0, std::sqrt(2 * pairs));
  const Around points = around(static_cast<std::int64_t>(std::ceil(tokens)));
  const double low = pairs_of(points.low), high = pairs_of(points.high);
  const double share = points.low == points.high ? 0 : (pairs - low) / (high - low);
  return between(count(prefill(points.low).attention), count(prefill(points.high).attention),
                 std::clamp(share, 0.0, 1.0));
}

double StepTable::head_of(std::int64_t sequences) {
  const auto [place, is_new] = head_.try_emplace(sequences, 0.0);
  if (!is_new) return place->second;
  const Around points = around(sequences);
  return place->second = between(count(decode(points.low, kShortCache).head),
                                 count(decode(points.high, kShortCache).head), points.share);
}

Picoseconds StepTable::time(const StepLoad& load) {
  std::int64_t tokens = load.sequences;
  double attention = 0;
  for (const StepLoad::Piece& piece : load.prompts) {
    tokens += piece.tokens;
    attention += attention_of_pairs(pairs_of(piece.tokens) + static_cast<double>(piece.tokens) *
                                                                 static_cast<double>(piece.before));
  }
  if (load.sequences > 0)
    attention += attention_of_sequences(
        load.sequences, static_cast<double>(load.cached) / static_cast<double>(load.sequences));
  const std::int64_t heads = load.sequences + static_cast<std::int64_t>(load.prompts.size());
  return Picoseconds(std::llround(work_on(tokens) + attention + head_of(heads)));
}

}  // namespace tessera::serving
