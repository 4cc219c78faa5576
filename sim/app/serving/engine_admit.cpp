// Of an engine: who of those that wait comes next, and what keeps it waiting.
#include <algorithm>
#include <cmath>

#include "sim/app/serving/engine.h"

namespace tessera::serving {
namespace {

// How far into the queue an engine looks for the longest prefix.
constexpr std::int64_t kLookAhead = 128;

}  // namespace

Engine::Queue::iterator Engine::next_waiting() {
  if (spec_.policy.order != QueueOrder::kLongestPrefix) return waiting_.begin();
  auto best = waiting_.begin();
  std::int64_t most = -1, looked = 0;
  for (auto one = waiting_.begin(); one != waiting_.end() && looked < kLookAhead; ++one, ++looked) {
    const Keys keys = keys_of(one->second.index);
    const std::int64_t cached =
        blocks_.cached(keys.group, keys.group_tokens, keys.session, known(one->second));
    if (cached > most) {
      most = cached;
      best = one;
    }
  }
  return best;
}

std::int64_t Engine::promised_beyond_held() const {
  std::int64_t blocks = 0;
  for (const UnderWay& one : running_)
    blocks += std::max<std::int64_t>(0, one.promised - one.held.all());
  return blocks;
}

// `there` of its tokens are in the cache already. Alone it may have everything.
std::optional<Waits> Engine::refuses(const UnderWay& one, std::int64_t there) const {
  if (under_way() >= spec_.policy.sequences) return Waits::kSequences;
  if (one.step == 0) return Waits::kStepTokens;
  if (running_.empty()) return std::nullopt;
  const Keys keys = keys_of(one.index);
  const std::int64_t first = blocks_.blocks_of(one.computed + one.step);
  const std::int64_t need = std::max(first, one.promised) - there / blocks_.block_tokens();
  const auto spare = static_cast<std::int64_t>(
      std::ceil(spec_.policy.watermark * static_cast<double>(blocks_.capacity())));
  const std::int64_t free =
      blocks_.obtainable() - blocks_.idle_in(keys.group, keys.session) - promised_beyond_held();
  return need + spare > free ? std::optional(Waits::kBlocks) : std::nullopt;
}

std::int64_t Engine::promised_to(const UnderWay& one) const {
  const double output = spec_.prompts_only ? 0 : static_cast<double>(left_of(one));
  const double reserved = std::ceil(spec_.policy.reserved_output * output);
  if (!spec_.policy.whole_prompt_fits && reserved == 0) return 0;
  return blocks_.blocks_of(known(one) + std::llround(reserved));
}

void Engine::start(UnderWay one) {
  Served& served = served_[one.index];
  for (int reason = 0; reason < kWaits; ++reason) served.waited[reason] += waited_[reason];
  if (one.generated == 0 && served.preemptions == 0) served.scheduled = now_;
  left_ -= one.step;
  running_.push_back(one);
}

void Engine::admit() {
  while (!waiting_.empty()) {
    const auto next = next_waiting();
    UnderWay one = next->second;
    const Keys keys = keys_of(one.index);
    const std::int64_t there =
        blocks_.cached(keys.group, keys.group_tokens, keys.session, known(one));
    const bool brought = one.computed > 0;  // by a swap, or from other chips
    if (!brought) one.computed = there;
    one.step = tokens_for(one);
    one.promised = promised_to(one);
    waits_for_ = refuses(one, there);
    if (waits_for_) return;
    one.held = blocks_.take_over(keys.group, keys.group_tokens, keys.session, known(one));
    if (!blocks_.grow(one.held, one.computed + one.step)) {
      // Chains that others hold keep blocks that this one does not need.
      blocks_.give_up(one.held, keys.group_tokens, there);
      waits_for_ = Waits::kBlocks;
      return;
    }
    if (one.swapped) swapped_tokens_ += std::max<std::int64_t>(0, one.computed - there);
    one.swapped = false;
    if (!brought && served_[one.index].preemptions == 0)
      served_[one.index].cached = static_cast<std::int32_t>(there);
    waiting_.erase(next);
    start(one);
  }
}

}  // namespace tessera::serving
