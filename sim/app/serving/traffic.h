// `tessera traffic`: a model on chips, requests, and what serving them comes to.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/serving/answer.h"
#include "sim/app/serving/serving_chips.h"
#include "workloads/arrivals/arrivals.h"

namespace tessera::serving {

struct TrafficRequest {
  RequestText text;  // chip, model, plan, types
  std::string policy = "vllm";
  std::vector<std::string> policy_changes;  // "sequences=128"
  std::int64_t replicas = 1;
  // Prompts on engines of their own; 0 of them: together. The chip and plan of the others where
  // none are named. `split`: of `replicas` in all, as many as serve best.
  std::int64_t prompt_replicas = 0;
  std::string prompt_chip, prompt_parallel;
  bool split = false;
  std::vector<Fault> faults;
  Stream stream;
  std::string trace;  // a file in place of the stream
  Objective objective;
  std::filesystem::path store;  // of steps that were simulated before; empty: none
  bool find_rate = false;
  std::optional<double> acceptance;  // of drafted tokens
  std::int64_t drafted = 0;
};

struct TrafficOutput {
  std::shared_ptr<ServingChips> chips, prompt_chips;  // the second null where prompts run beside
  TrafficRequest request;
  Load load;
  Serving serving;
  Answer answer;
  std::optional<double> found_rate;  // requests a second, of `load` too
  double step_error = 0;             // bound of the interpolation
  std::int64_t simulated_steps = 0;  // points of it
  std::vector<std::string> notes;
};

// Throws InputError; what an interruption leaves undone is not served: `serving.interrupted`.
TrafficOutput serve_traffic(const TrafficRequest& request, const ServeControl& control);

std::string traffic_text(const TrafficOutput& output);  // at most 25 lines
std::string traffic_json(const TrafficOutput& output);

}  // namespace tessera::serving
