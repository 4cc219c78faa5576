// Of a service: which replica a request goes to, from the queue, from a prompt, from one that is
// lost.
#include <algorithm>
#include <cmath>

#include "sim/app/serving/service.h"

namespace tessera::serving {

std::size_t Service::route(std::size_t request) {
  const Router router = fleet_.engine.policy.router;
  const Request& one = load_.requests[request];
  if (router == Router::kSameSession && one.session >= 0) {
    const std::size_t home = static_cast<std::size_t>(one.session) % generating_;
    if (!replicas_[home].lost) return home;
  }
  if (router == Router::kRoundRobin) {
    while (replicas_[next_ % generating_].lost) ++next_;
    return next_++ % generating_;
  }
  const auto requests = [](const Replica& replica) {
    return std::pair(replica.lost, replica.engine.under_way() + replica.engine.waiting());
  };
  const auto end = replicas_.begin() + static_cast<std::ptrdiff_t>(generating_);
  const auto fewest = std::ranges::min_element(replicas_.begin(), end, {}, requests);
  return static_cast<std::size_t>(fewest - replicas_.begin());
}

void Service::give(std::size_t request, std::int64_t generated, Engine::Cache cache) {
  const auto end = replicas_.begin() + static_cast<std::ptrdiff_t>(generating_);
  if (std::ranges::all_of(replicas_.begin(), end, &Replica::lost))
    homeless_.push_back({request, generated});
  else
    replicas_[route(request)].engine.add(request, generated, cache);
}

// Links of both sides send one cache after the other.
void Service::hand_on(std::size_t request, std::size_t from) {
  const auto all_lost = [&] {
    for (std::size_t i = 0; i < generating_; ++i)
      if (!replicas_[i].lost) return false;
    return true;
  };
  if (all_lost()) return homeless_.push_back({request, 1});
  const std::size_t to = route(request);
  const PromptPool& pool = *fleet_.prompts;
  const double bytes = pool.bytes_per_token * static_cast<double>(load_.requests[request].prompt);
  const Picoseconds start = std::max({now_, replicas_[from].link_free, replicas_[to].link_free});
  const Picoseconds sent = start + Picoseconds(std::llround(bytes / pool.bytes_per_s * 1e12));
  replicas_[from].link_free = replicas_[to].link_free = sent;
  result_.served[request].transfer += sent + pool.latency - now_;
  events_.push({sent + pool.latency, Event::kBrought, static_cast<std::int64_t>(request),
                static_cast<std::int64_t>(to)});
}

// What it held is computed again elsewhere; tokens that are out stay out.
void Service::fail(const Fault& fault) {
  Replica& replica = replicas_[static_cast<std::size_t>(fault.replica)];
  if (fault.slower > 0) {
    replica.slower = fault.slower;
    return;
  }
  replica.lost = true;
  replica.steps = false;
  for (const Engine::Lost& one : replica.engine.lose()) {
    ++result_.started_again;
    give(one.request, one.generated, Engine::Cache::kLost);
  }
}

void Service::come_back(const Fault& fault) {
  Replica& replica = replicas_[static_cast<std::size_t>(fault.replica)];
  replica.slower = 1;
  replica.lost = false;
  const std::vector<Engine::Lost> waiting = std::move(homeless_);
  homeless_.clear();
  for (const Engine::Lost& one : waiting) give(one.request, one.generated, Engine::Cache::kLost);
}

}  // namespace tessera::serving
