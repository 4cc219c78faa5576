#include "sim/app/serving/serve.h"

#include <algorithm>
#include <queue>
#include <stdexcept>
#include <tuple>

#include "sim/app/serving/timeline.h"

namespace tessera::serving {
namespace {

constexpr std::int64_t kStepsBetweenLooks = 256;

// At one instant steps end before requests arrive.
struct Event {
  Picoseconds time;
  enum Kind { kStepEnds, kArrives } kind;
  std::int64_t index;  // of the engine, or of the request
  auto operator<=>(const Event&) const = default;
};

struct Replica {
  Engine engine;
  bool steps = false;
  Picoseconds interference;
};

class Service {
 public:
  Service(const Load& load, const Fleet& fleet, const ServeControl& control)
      : load_(load), fleet_(fleet), control_(control) {
    result_.served.resize(load.requests.size());
    followers_.assign(load.requests.size(), kNone);
    for (std::int64_t i = 0; i < fleet.replicas; ++i) {
      EngineSpec spec = fleet.engine;
      spec.seed += static_cast<std::uint64_t>(i);
      replicas_.push_back({Engine(std::move(spec), load.requests, result_.served), false, {}});
    }
  }

  Serving take() {
    offer_first();
    while (!events_.empty() && !result_.interrupted) advance();
    result_.timeline = timeline_.take();
    for (const Replica& one : replicas_) {
      result_.preemptions += one.engine.preemptions();
      result_.blocks_left += one.engine.blocks().in_use();
    }
    return std::move(result_);
  }

 private:
  void offer_first() {
    for (std::size_t i = 0; i < load_.requests.size(); ++i) {
      const Request& one = load_.requests[i];
      if (one.after != kNone)
        followers_[static_cast<std::size_t>(one.after)] = static_cast<std::int64_t>(i);
      else
        first_.push_back(static_cast<std::int64_t>(i));
    }
    const std::size_t at_once =
        load_.under_way == 0 ? first_.size()
                             : std::min(first_.size(), static_cast<std::size_t>(load_.under_way));
    for (; offered_ < at_once; ++offered_) {
      const std::int64_t index = first_[offered_];
      const bool open = load_.under_way == 0;
      events_.push({open ? load_.requests[static_cast<std::size_t>(index)].arrival : Picoseconds(0),
                    Event::kArrives, index});
    }
  }

  // All that happens at one instant, then what starts with it.
  void advance() {
    const Picoseconds now = events_.top().time;
    result_.requests_seconds += static_cast<double>(there_) * to_seconds(now - last_);
    last_ = now;
    while (!events_.empty() && events_.top().time == now) {
      const Event event = events_.top();
      events_.pop();
      if (event.kind == Event::kStepEnds)
        end_step(static_cast<std::size_t>(event.index), now);
      else
        arrive(event.index, now);
    }
    bool started = false;
    for (std::size_t i = 0; i < replicas_.size(); ++i)
      if (!replicas_[i].steps && !replicas_[i].engine.idle()) {
        start_step(i, now);
        started = true;
      }
    if (started) note(now);
  }

  void arrive(std::int64_t index, Picoseconds now) {
    ++there_;
    result_.served[static_cast<std::size_t>(index)].arrival = now;
    replicas_[route(index)].engine.add(static_cast<std::size_t>(index));
  }

  std::size_t route(std::int64_t index) {
    const Request& one = load_.requests[static_cast<std::size_t>(index)];
    if (fleet_.engine.policy.router == Router::kSameSession && one.session >= 0)
      return static_cast<std::size_t>(one.session) % replicas_.size();
    if (fleet_.engine.policy.router == Router::kRoundRobin) return next_++ % replicas_.size();
    const auto fewest = std::ranges::min_element(replicas_, {}, [](const Replica& replica) {
      return replica.engine.under_way() + replica.engine.waiting();
    });
    return static_cast<std::size_t>(fewest - replicas_.begin());
  }

  void start_step(std::size_t place, Picoseconds now) {
    Replica& replica = replicas_[place];
    const StepLoad* load = &replica.engine.plan(now);
    // The last one that ran may have given up its place to itself.
    if (load->empty()) load = &replica.engine.plan(now);
    if (load->empty()) throw std::logic_error("an engine with requests plans a step without any");
    const StepCost cost = fleet_.costs(*load);
    replica.interference = {};
    if (load->sequences > 0 && !load->prompts.empty()) {
      StepLoad alone = *load;
      alone.prompts.clear();
      replica.interference = std::max(Picoseconds(0), cost.time - fleet_.costs(alone).time);
    }
    replica.steps = true;
    ++result_.steps;
    result_.busy += cost.time;
    result_.network += cost.network;
    result_.prompts += replica.interference;
    result_.energy += cost.energy;
    result_.sequences_in_steps +=
        static_cast<double>(load->sequences + static_cast<std::int64_t>(load->prompts.size()));
    events_.push({now + std::max(cost.time, Picoseconds(1)), Event::kStepEnds,
                  static_cast<std::int64_t>(place)});
  }

  void end_step(std::size_t place, Picoseconds now) {
    Replica& replica = replicas_[place];
    replica.steps = false;
    result_.end = now;
    for (const std::size_t index : replica.engine.finish(now, replica.interference)) {
      --there_;
      ++result_.completed;
      follow(index, now);
    }
    look();
  }

  // The next of the session, or the next that was held back.
  void follow(std::size_t index, Picoseconds now) {
    if (const std::int64_t next = followers_[index]; next != kNone) {
      events_.push(
          {now + load_.requests[static_cast<std::size_t>(next)].arrival, Event::kArrives, next});
    } else if (load_.under_way > 0 && offered_ < first_.size()) {
      events_.push({now, Event::kArrives, first_[offered_++]});
    }
  }

  void note(Picoseconds now) {
    Moment moment{now, 0, 0, 0};
    for (const Replica& one : replicas_) {
      moment.running += one.engine.under_way();
      moment.waiting += one.engine.waiting();
      moment.blocks += one.engine.blocks().in_use();
      result_.most_blocks = std::max(result_.most_blocks, one.engine.blocks().in_use());
    }
    timeline_.add(moment);
  }

  void look() {
    if (++looked_ % kStepsBetweenLooks != 0) return;
    if (control_.interrupted && control_.interrupted()) result_.interrupted = true;
    if (control_.progress)
      control_.progress(static_cast<double>(result_.completed) /
                        static_cast<double>(load_.requests.size()));
  }

  const Load& load_;
  const Fleet& fleet_;
  const ServeControl& control_;
  Serving result_;
  std::vector<Replica> replicas_;
  std::vector<std::int64_t> first_;      // requests that follow no other
  std::vector<std::int64_t> followers_;  // of each request the next of its session
  std::size_t offered_ = 0;              // of first_
  std::size_t next_ = 0;                 // replica, in turn
  std::int64_t there_ = 0, looked_ = 0;
  Picoseconds last_;
  Timeline timeline_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

}  // namespace

Serving serve(const Load& load, const Fleet& fleet, const ServeControl& control) {
  return Service(load, fleet, control).take();
}

}  // namespace tessera::serving
