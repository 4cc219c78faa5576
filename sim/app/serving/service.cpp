#include "sim/app/serving/service.h"

#include <algorithm>
#include <stdexcept>

namespace tessera::serving {
namespace {

constexpr std::int64_t kStepsBetweenLooks = 256;

}  // namespace

Service::Service(const Load& load, const Fleet& fleet, const ServeControl& control)
    : load_(load),
      fleet_(fleet),
      control_(control),
      generating_(static_cast<std::size_t>(fleet.replicas)) {
  result_.served.resize(load.requests.size());
  followers_.assign(load.requests.size(), kNone);
  const auto add = [&](EngineSpec spec, std::int64_t count, const StepCosts& costs) {
    for (std::int64_t i = 0; i < count; ++i, ++spec.seed)
      replicas_.push_back(
          {Engine(spec, load.requests, result_.served), &costs, false, false, 1, 0, {}, {}});
  };
  add(fleet.engine, fleet.replicas, fleet.costs);
  if (!fleet.prompts) return;
  EngineSpec spec = fleet.prompts->engine;
  spec.prompts_only = true;
  add(spec, fleet.prompts->replicas, fleet.prompts->costs);
}

Serving Service::take() {
  offer_first();
  for (std::size_t i = 0; i < fleet_.faults.size(); ++i) {
    const Fault& fault = fleet_.faults[i];
    events_.push({fault.at, Event::kFails, static_cast<std::int64_t>(i)});
    events_.push({fault.at + fault.lasts, Event::kReturns, static_cast<std::int64_t>(i)});
  }
  const auto all = static_cast<std::int64_t>(load_.requests.size());
  while (!events_.empty() && !result_.interrupted && result_.completed < all) advance();
  result_.timeline = timeline_.take();
  for (const Replica& one : replicas_) {
    result_.preemptions += one.engine.preemptions();
    result_.blocks_left += one.engine.blocks().in_use();
  }
  return std::move(result_);
}

void Service::offer_first() {
  for (std::size_t i = 0; i < load_.requests.size(); ++i) {
    const Request& one = load_.requests[i];
    if (one.after == kNone)
      first_.push_back(static_cast<std::int64_t>(i));
    else
      followers_[static_cast<std::size_t>(one.after)] = static_cast<std::int64_t>(i);
  }
  const bool open = load_.under_way == 0;
  const std::size_t at_once =
      open ? first_.size() : std::min(first_.size(), static_cast<std::size_t>(load_.under_way));
  for (; offered_ < at_once; ++offered_) {
    const std::int64_t index = first_[offered_];
    const Request& one = load_.requests[static_cast<std::size_t>(index)];
    events_.push({open ? one.arrival : Picoseconds(0), Event::kArrives, index});
  }
}

// All that happens at one instant, then what starts with it.
void Service::advance() {
  const Picoseconds before = now_;
  now_ = events_.top().time;
  result_.requests_seconds += static_cast<double>(there_) * to_seconds(now_ - before);
  while (!events_.empty() && events_.top().time == now_) {
    const Event event = events_.top();
    events_.pop();
    happen(event);
  }
  bool started = false;
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    const Replica& one = replicas_[i];
    if (one.steps || one.lost || one.engine.idle()) continue;
    start_step(i);
    started = true;
  }
  if (started) note();
}

void Service::happen(const Event& event) {
  const auto index = static_cast<std::size_t>(event.index);
  switch (event.kind) {
    case Event::kStepEnds:
      if (event.place == replicas_[index].step && replicas_[index].steps) end_step(index);
      break;
    case Event::kFails:
      fail(fleet_.faults[index]);
      break;
    case Event::kReturns:
      come_back(fleet_.faults[index]);
      break;
    case Event::kBrought:
      if (replicas_[static_cast<std::size_t>(event.place)].lost)
        give(index, 1, Engine::Cache::kLost);
      else
        replicas_[static_cast<std::size_t>(event.place)].engine.add(index, 1,
                                                                    Engine::Cache::kBrought);
      break;
    case Event::kArrives:
      arrive(index);
      break;
  }
}

void Service::arrive(std::size_t index) {
  ++there_;
  result_.served[index].arrival = now_;
  if (!fleet_.prompts) return give(index, 0, Engine::Cache::kLost);
  const std::size_t prompts = replicas_.size() - generating_;
  replicas_[generating_ + next_prompt_++ % prompts].engine.add(index);
}

void Service::start_step(std::size_t place) {
  Replica& replica = replicas_[place];
  const StepLoad* load = &replica.engine.plan(now_);
  // The last one that ran may have given up its place to itself.
  if (load->empty()) load = &replica.engine.plan(now_);
  if (load->empty()) throw std::logic_error("an engine with requests plans a step without any");
  StepCost cost = (*replica.costs)(*load);
  replica.interference = {};
  if (load->sequences > 0 && !load->prompts.empty()) {
    StepLoad alone = *load;
    alone.prompts.clear();
    replica.interference = std::max(Picoseconds(0), cost.time - (*replica.costs)(alone).time);
  }
  if (replica.slower != 1)
    cost.time = Picoseconds(
        static_cast<std::int64_t>(static_cast<double>(cost.time.count()) * replica.slower));
  replica.steps = true;
  ++result_.steps;
  result_.busy += cost.time;
  result_.network += cost.network;
  result_.prompts += replica.interference;
  result_.energy += cost.energy;
  result_.sequences_in_steps +=
      static_cast<double>(load->sequences + static_cast<std::int64_t>(load->prompts.size()));
  events_.push({now_ + std::max(cost.time, Picoseconds(1)), Event::kStepEnds,
                static_cast<std::int64_t>(place), ++replica.step});
}

void Service::end_step(std::size_t place) {
  Replica& replica = replicas_[place];
  replica.steps = false;
  result_.end = now_;
  for (const std::size_t index : replica.engine.finish(now_, replica.interference)) {
    if (for_prompts(place) && load_.requests[index].tokens > 1) {
      result_.served[index].end = Picoseconds(0);
      hand_on(index, place);
      continue;
    }
    --there_;
    ++result_.completed;
    follow(index);
  }
  look();
}

// The next of the session, or the next that was held back.
void Service::follow(std::size_t index) {
  if (const std::int64_t next = followers_[index]; next != kNone) {
    const Request& one = load_.requests[static_cast<std::size_t>(next)];
    events_.push({now_ + one.arrival, Event::kArrives, next});
  } else if (load_.under_way > 0 && offered_ < first_.size()) {
    events_.push({now_, Event::kArrives, first_[offered_++]});
  }
}

void Service::note() {
  Moment moment{now_, 0, 0, 0};
  for (const Replica& one : replicas_) {
    moment.running += one.engine.under_way();
    moment.waiting += one.engine.waiting();
    moment.blocks += one.engine.blocks().in_use();
    result_.most_blocks = std::max(result_.most_blocks, one.engine.blocks().in_use());
  }
  timeline_.add(moment);
}

void Service::look() {
  if (++looked_ % kStepsBetweenLooks != 0) return;
  if (control_.interrupted && control_.interrupted()) result_.interrupted = true;
  if (control_.progress)
    control_.progress(static_cast<double>(result_.completed) /
                      static_cast<double>(load_.requests.size()));
}

}  // namespace tessera::serving
