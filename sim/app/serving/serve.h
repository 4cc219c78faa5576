// Requests and the engines that serve them, from the first arrival to the last token.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/app/serving/engine.h"
#include "sim/app/serving/moment.h"
#include "sim/app/serving/step_load.h"

namespace tessera::serving {

// Of one replica: for so long it is lost with all that it holds, or every step takes `slower` times
// as long.
struct Fault {
  std::int64_t replica = 0;
  Picoseconds at, lasts;
  double slower = 0;  // 0: lost
};

// Prompts on engines of their own. The cache of a prompt passes to the engine that generates over
// the links of both, each of which sends one after the other.
struct PromptPool {
  EngineSpec engine;
  std::int64_t replicas = 1;
  StepCosts costs;
  double bytes_per_token = 0;
  double bytes_per_s = 0;  // of an engine's links, the slower side
  Picoseconds latency;
};

// Engines that are all alike, each with chips of its own.
struct Fleet {
  EngineSpec engine;
  std::int64_t replicas = 1;
  StepCosts costs;
  std::optional<PromptPool> prompts = {};
  std::vector<Fault> faults = {};  // of `replicas`
};

struct Serving {
  std::vector<Served> served;  // as the requests
  std::int64_t completed = 0;
  bool interrupted = false;  // then some have no end
  Picoseconds end;           // of the last step
  // Sums over engines and steps.
  std::int64_t steps = 0, preemptions = 0;
  std::int64_t started_again = 0;      // requests whose replica was lost
  Picoseconds busy, network, prompts;  // prompts: what they add to steps of others
  Picojoules energy;
  double sequences_in_steps = 0;  // with requests of prompts
  double requests_seconds = 0;    // requests that are there, over time
  std::int64_t most_blocks = 0, blocks_left = 0;
  std::vector<Moment> timeline;  // thinned out evenly where it gets long
};

struct ServeControl {
  std::function<bool()> interrupted;
  std::function<void(double share)> progress;
};

// Every request must fit into an engine: Engine::holds.
Serving serve(const Load& load, const Fleet& fleet, const ServeControl& control = {});

}  // namespace tessera::serving
