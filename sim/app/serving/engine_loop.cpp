#include "sim/app/serving/engine_loop.h"

#include <algorithm>
#include <deque>

namespace tessera::serving {
namespace {

struct UnderWay {
  std::size_t index = 0;  // of the request
  std::int64_t prefilled = 0, generated = 0;
};

class Engine {
 public:
  Engine(const EngineLimits& limits, const StepTimer& timer) : limits_(limits), timer_(timer) {}

  void add(const Request& request) {
    waiting_.push_back(requests_.size());
    requests_.push_back(request);
    served_.push_back({request.arrival, {}, {}});
  }

  bool idle() const { return running_.empty() && waiting_.empty(); }
  Picoseconds now() const { return now_; }
  void wait_until(Picoseconds time) { now_ = std::max(now_, time); }
  std::vector<Served> take() { return std::move(served_); }

  // How many requests ended.
  std::int64_t step() {
    StepLoad load;
    std::vector<std::int64_t> pieces(running_.size(), 0);
    std::int64_t left = limits_.step_tokens;
    for (std::size_t i = 0; i < running_.size(); ++i) plan(i, load, pieces, left);
    admit(load, pieces, left);
    now_ += timer_(load);
    return finish(pieces);
  }

 private:
  const Request& request(const UnderWay& one) const { return requests_[one.index]; }
  static std::int64_t room_for(const Request& request) {
    return request.prompt + request.tokens / 2;
  }

  // A token, or the next piece of its prompt.
  void plan(std::size_t i, StepLoad& load, std::vector<std::int64_t>& pieces, std::int64_t& left) {
    const UnderWay& one = running_[i];
    const std::int64_t open = request(one).prompt - one.prefilled;
    if (open == 0) {
      ++load.sequences;
      load.cached += one.prefilled + one.generated;
      --left;
      return;
    }
    pieces[i] = std::clamp<std::int64_t>(left, 0, open);
    if (pieces[i] == 0) return;
    load.prompts.push_back({pieces[i], one.prefilled});
    left -= pieces[i];
  }

  void admit(StepLoad& load, std::vector<std::int64_t>& pieces, std::int64_t& left) {
    while (!waiting_.empty() && left > 0 &&
           static_cast<std::int64_t>(running_.size()) < limits_.sequences) {
      const std::int64_t room = room_for(requests_[waiting_.front()]);
      if (!running_.empty() && held_ + room > limits_.cache_tokens) return;
      held_ += room;
      running_.push_back({waiting_.front(), 0, 0});
      waiting_.pop_front();
      pieces.push_back(0);
      plan(running_.size() - 1, load, pieces, left);
    }
  }

  std::int64_t finish(const std::vector<std::int64_t>& pieces) {
    std::int64_t ended = 0;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      UnderWay& one = running_[i];
      const bool prompt_open = one.prefilled < request(one).prompt;
      one.prefilled += pieces[i];
      if (one.prefilled < request(one).prompt) continue;
      if (prompt_open) served_[one.index].first_token = now_;
      if (++one.generated < request(one).tokens) continue;
      served_[one.index].end = now_;
      held_ -= room_for(request(one));
      ++ended;
    }
    std::erase_if(running_,
                  [&](const UnderWay& one) { return one.generated >= request(one).tokens; });
    return ended;
  }

  const EngineLimits& limits_;
  const StepTimer& timer_;
  Picoseconds now_;
  std::int64_t held_ = 0;  // tokens of the cache
  std::vector<Request> requests_;
  std::vector<Served> served_;
  std::vector<UnderWay> running_;
  std::deque<std::size_t> waiting_;
};

}  // namespace

std::vector<Served> serve_arrivals(const std::vector<Request>& requests, const EngineLimits& limits,
                                   const StepTimer& timer) {
  Engine engine(limits, timer);
  std::size_t next = 0;
  while (next < requests.size() || !engine.idle()) {
    if (engine.idle()) engine.wait_until(requests[next].arrival);
    while (next < requests.size() && requests[next].arrival <= engine.now())
      engine.add(requests[next++]);
    engine.step();
  }
  return engine.take();
}

std::vector<Served> serve_closed_loop(const std::vector<Request>& requests, std::int64_t under_way,
                                      const EngineLimits& limits, const StepTimer& timer) {
  Engine engine(limits, timer);
  std::size_t next = 0;
  const auto add = [&](std::int64_t more) {
    for (; more > 0 && next < requests.size(); --more) {
      Request request = requests[next++];
      request.arrival = engine.now();
      engine.add(request);
    }
  };
  add(under_way);
  while (!engine.idle()) add(engine.step());
  return engine.take();
}

}  // namespace tessera::serving
