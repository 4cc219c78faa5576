// What serving comes to: times of requests and tokens, what held the tail, energy and cost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/app/serving/serve.h"

namespace tessera::serving {

struct Spread {
  double mean = 0, p50 = 0, p90 = 0, p99 = 0;
};
Spread spread_of(std::vector<double> values);  // percentiles between ranks, on a line
double percentile(const std::vector<double>& ascending, double share);

struct Objective {
  std::optional<double> ttft_ms, tpot_ms;
  bool any() const { return ttft_ms || tpot_ms; }
};

// Of what is paid for by the hour and by the kilowatt-hour; nothing where the chip states no price.
struct Prices {
  std::optional<double> usd_per_hour;  // of all chips
  double usd_per_joule = 0;            // at the chips, of the building
};

struct ServingConditions {
  std::int64_t chips = 1, engines = 1;
  double static_watts = 0;  // of all chips
  Picoseconds first_token;  // what comes to every first token: tokeniser, transport
  Objective objective;
  Prices prices;
};

// Parts of the time of requests, in shares that sum to 1.
struct TailPart {
  std::string what;  // "queue for KV blocks"
  double share = 0;
};

// Whether requests come faster than they are served.
struct Backlog {
  bool grows = false;
  double offered_per_s = 0, served_per_s = 0;  // in the later half of the arrivals
  std::int64_t waiting = 0;                    // at the last arrival
};

struct Answer {
  std::int64_t asked = 0, completed = 0, output_tokens = 0, prompt_tokens = 0, cached_tokens = 0;
  double seconds = 0;
  Spread ttft_ms, tpot_ms, latency_ms;
  double requests_per_s = 0, tokens_per_s = 0, tokens_per_s_per_chip = 0, tokens_per_s_per_user = 0;
  double goodput_per_s = 0, within_objective = 1;  // share of the requests
  Spread variation;         // of the time between tokens of a request: deviation over mean
  Spread longest_stall_ms;  // between two tokens of a request
  double transfer_ms = 0;   // of a cache between chips, mean
  double busy = 0;          // share of the engines' time
  double mean_batch = 0;
  double joules_per_token = 0;
  struct Cost {
    double chip = 0, power = 0, idle = 0;
    double all() const { return chip + power + idle; }
  };
  std::optional<Cost> usd_per_million_tokens;
  std::vector<TailPart> tail;  // of the slowest hundredth, largest first
  Backlog backlog;
};

Answer answer_of(const Load& load, const Serving& serving, const ServingConditions& conditions);

// What holds the tail, in one sentence.
std::string verdict(const Answer& answer);

}  // namespace tessera::serving
