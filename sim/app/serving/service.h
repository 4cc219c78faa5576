// The engines of a fleet and what happens to them, instant by instant.
#pragma once

#include <compare>
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/app/serving/serve.h"
#include "sim/app/serving/timeline.h"

namespace tessera::serving {

class Service {
 public:
  // All of them outlive the object.
  Service(const Load& load, const Fleet& fleet, const ServeControl& control);

  Serving take();

 private:
  // At one instant in this order.
  struct Event {
    Picoseconds time;
    enum Kind { kStepEnds, kFails, kReturns, kBrought, kArrives } kind;
    std::int64_t index;      // of the replica, the fault or the request
    std::int64_t place = 0;  // of a step: which one of its replica; of a cache: whither
    auto operator<=>(const Event&) const = default;
  };
  struct Replica {
    Engine engine;
    const StepCosts* costs;
    bool steps = false, lost = false;
    double slower = 1;
    std::int64_t step = 0;     // how many began
    Picoseconds interference;  // of the one under way
    Picoseconds link_free;     // for the next cache
  };

  void offer_first();
  void advance();
  void happen(const Event& event);
  void arrive(std::size_t index);
  void hand_on(std::size_t request, std::size_t from);
  void fail(const Fault& fault);
  void come_back(const Fault& fault);
  std::size_t route(std::size_t request);
  void give(std::size_t request, std::int64_t generated, Engine::Cache cache);
  void start_step(std::size_t place);
  void end_step(std::size_t place);
  void follow(std::size_t request);
  void note();
  void look();
  bool for_prompts(std::size_t place) const { return place >= generating_; }

  const Load& load_;
  const Fleet& fleet_;
  const ServeControl& control_;
  Serving result_;
  std::vector<Replica> replicas_;  // those that generate, then those of prompts
  std::size_t generating_;
  std::vector<std::int64_t> first_;         // requests that follow no other
  std::vector<std::int64_t> followers_;     // of each request the next of its session
  std::vector<Engine::Lost> homeless_;      // no replica is there
  std::size_t offered_ = 0;                 // of first_
  std::size_t next_ = 0, next_prompt_ = 0;  // replicas, in turn
  std::int64_t there_ = 0, looked_ = 0;
  Picoseconds now_;
  Timeline timeline_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

}  // namespace tessera::serving
