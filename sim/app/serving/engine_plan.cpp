// Of an engine: what runs in the next step, and who makes room for it.
#include <algorithm>

#include "sim/app/serving/engine.h"

namespace tessera::serving {

const StepLoad& Engine::plan(Picoseconds now) {
  now_ = now;
  left_ = spec_.policy.step_tokens;
  swapped_tokens_ = 0;
  preempted_ = false;
  waits_for_.reset();
  for (UnderWay& one : running_) one.step = 0;
  if (spec_.policy.mixed_steps) {
    plan_running(Part::kAll);
    if (!preempted_) admit();
  } else {
    plan_running(Part::kPrompts);
    if (!preempted_) admit();
    if (left_ == spec_.policy.step_tokens) plan_running(Part::kSequences);
  }
  sum_up();
  return load_;
}

std::int64_t Engine::tokens_for(const UnderWay& one) const {
  if (decodes(one)) {
    const std::int64_t left = spec_.prompts_only ? 1 : left_of(one);
    return std::min({1 + spec_.drafted, left, std::max<std::int64_t>(left_, 0)});
  }
  std::int64_t tokens = open(one);
  if (spec_.policy.prompt_piece > 0) tokens = std::min(tokens, spec_.policy.prompt_piece);
  if (spec_.policy.chunked_prompts) return std::min(tokens, std::max<std::int64_t>(left_, 0));
  // Whole prompts longer than a step run in one of their own.
  return tokens <= left_ || left_ == spec_.policy.step_tokens ? tokens : 0;
}

void Engine::plan_running(Part part) {
  for (std::size_t i = 0; i < running_.size(); ++i) {
    UnderWay& one = running_[i];
    if (part != Part::kAll && decodes(one) != (part == Part::kSequences)) continue;
    const std::int64_t tokens = tokens_for(one);
    if (tokens == 0 || !make_room(i, tokens)) continue;
    running_[i].step = tokens;
    left_ -= tokens;
  }
}

// Others go until running_[place] has its blocks, or it goes itself; `place` follows it.
bool Engine::make_room(std::size_t& place, std::int64_t tokens) {
  while (!blocks_.grow(running_[place].held, running_[place].computed + tokens)) {
    const std::size_t other = victim();
    preempt(other);
    if (other == place) {
      --place;  // the next one has moved up; wraps below the first and back
      return false;
    }
    if (other < place) --place;
  }
  return true;
}

// The least urgent, of those the one that was admitted last.
std::size_t Engine::victim() const {
  if (spec_.policy.order != QueueOrder::kPriority) return running_.size() - 1;
  std::size_t last = 0;
  for (std::size_t i = 1; i < running_.size(); ++i)
    if (request(running_[i]).priority >= request(running_[last]).priority) last = i;
  return last;
}

void Engine::preempt(std::size_t place) {
  UnderWay one = running_[place];
  running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(place));
  left_ += one.step;
  one.step = 0;
  preempted_ = true;
  ++preemptions_;
  ++served_[one.index].preemptions;
  const bool swaps = spec_.policy.preemption == Preemption::kSwap && one.computed > 0;
  blocks_.give_up(one.held, keys_of(one.index).group_tokens, one.computed);
  if (swaps)
    swapped_tokens_ += one.computed;
  else
    one.computed = 0;
  one.swapped = swaps;
  waiting_.emplace(place_of(one), one);
}

void Engine::sum_up() {
  load_.sequences = load_.cached = 0;
  load_.checked = 1;
  load_.prompts.clear();
  for (const UnderWay& one : running_) {
    if (one.step == 0) continue;
    if (decodes(one)) {
      ++load_.sequences;
      load_.cached += one.computed;
      load_.checked = std::max(load_.checked, one.step);
    } else {
      load_.prompts.push_back({one.step, one.computed});
    }
  }
  load_.swapped_bytes = static_cast<double>(swapped_tokens_) * spec_.kv_bytes_per_token;
}

}  // namespace tessera::serving
