#include "sim/app/serving/engine.h"

#include <algorithm>
#include <boost/random/uniform_01.hpp>

namespace tessera::serving {
namespace {

// Keys of chains: sessions, groups, and requests without a session.
std::int64_t session_key(std::int64_t session) { return 3 * session; }
std::int64_t group_key(std::int64_t group) { return 3 * group + 1; }
std::int64_t own_key(std::size_t request) { return 3 * static_cast<std::int64_t>(request) + 2; }

}  // namespace

Engine::Engine(EngineSpec spec, const std::vector<Request>& requests, std::vector<Served>& served)
    : spec_(std::move(spec)),
      requests_(requests),
      served_(served),
      blocks_(spec_.blocks, spec_.policy.block_tokens, spec_.policy.prefix_caching),
      random_(spec_.seed) {}

Engine::Place Engine::place_of(const UnderWay& one) const {
  const bool urgency = spec_.policy.order == QueueOrder::kPriority;
  return {urgency ? request(one).priority : 0, one.order};
}

Engine::Keys Engine::keys_of(std::size_t index) const {
  const Request& asked = requests_[index];
  const bool alike = asked.group >= 0 && asked.alike >= blocks_.block_tokens();
  return {alike ? group_key(asked.group) : kNone, alike ? asked.alike : 0,
          asked.session >= 0 ? session_key(asked.session) : own_key(index)};
}

void Engine::add(std::size_t index, std::int64_t generated, Cache cache) {
  UnderWay one;
  one.index = index;
  one.order = arrivals_++;
  one.generated = generated;
  if (cache == Cache::kBrought) one.computed = requests_[index].prompt + generated - 1;
  one.last_token = served_[index].first_token;
  one.interference_before = interference_;
  for (int reason = 0; reason < kWaits; ++reason) served_[index].waited[reason] -= waited_[reason];
  waiting_.emplace(place_of(one), one);
}

void Engine::tokens_out(UnderWay& one, std::int64_t tokens, Picoseconds end) {
  Served& served = served_[one.index];
  if (one.generated == 0) {
    served.first_token = end;
    one.interference_before = interference_;
  } else {
    const Picoseconds gap = end - one.last_token;
    served.longest_gap = std::max(served.longest_gap, gap);
    served.squared_gaps += to_seconds(gap) * to_seconds(gap);
  }
  one.last_token = end;
  one.generated += tokens;
  served.tokens += tokens;
}

std::int64_t Engine::kept(std::int64_t drafted) {
  boost::random::uniform_01<double> draw;
  std::int64_t kept = 0;
  while (kept < drafted && draw(random_) < spec_.acceptance) ++kept;
  return kept;
}

// What the last prompt token, or any later one, leaves is a token of the answer.
void Engine::compute(UnderWay& one, Picoseconds end) {
  const bool sequence = decodes(one);
  if (!sequence) {
    one.computed += one.step;
    if (one.held.group >= 0) blocks_.share_group(one.held, request(one).alike, one.computed);
    if (open(one) == 0) tokens_out(one, 1, end);
    return;
  }
  const std::int64_t tokens = 1 + kept(one.step - 1);
  one.computed += tokens;
  tokens_out(one, tokens, end);
}

void Engine::end_of(UnderWay& one, Picoseconds end) {
  Served& served = served_[one.index];
  served.end = end;
  served.interference += interference_ - one.interference_before;
  blocks_.give_up(one.held, keys_of(one.index).group_tokens, one.computed);
  ended_.push_back(one.index);
}

const std::vector<std::size_t>& Engine::finish(Picoseconds end, Picoseconds interference) {
  ended_.clear();
  interference_ += interference;
  if (waits_for_) waited_[static_cast<std::size_t>(*waits_for_)] += to_seconds(end - now_);
  const auto ends = [&](const UnderWay& one) {
    return one.generated >= (spec_.prompts_only ? 1 : request(one).tokens);
  };
  for (UnderWay& one : running_) {
    if (one.step == 0) continue;
    compute(one, end);
    if (ends(one)) end_of(one, end);
  }
  if (!ended_.empty()) std::erase_if(running_, ends);
  return ended_;
}

std::vector<Engine::Lost> Engine::lose() {
  std::map<std::int64_t, Lost> by_order;
  const auto account = [&](const UnderWay& one) {
    by_order[one.order] = {one.index, one.generated};
    if (one.generated > 0)
      served_[one.index].interference += interference_ - one.interference_before;
  };
  for (const UnderWay& one : running_) account(one);
  for (const auto& [place, one] : waiting_) {
    account(one);
    for (int reason = 0; reason < kWaits; ++reason)
      served_[one.index].waited[reason] += waited_[reason];
  }
  running_.clear();
  waiting_.clear();
  waits_for_.reset();
  blocks_.forget_all();
  std::vector<Lost> lost;
  for (const auto& [order, one] : by_order) lost.push_back(one);
  return lost;
}

}  // namespace tessera::serving
