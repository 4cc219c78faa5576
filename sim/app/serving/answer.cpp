#include "sim/app/serving/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/serving/tail.h"

namespace tessera::serving {
namespace {

constexpr double kPerMillion = 1e6, kSecondsPerHour = 3600;

double milliseconds(Picoseconds time) { return to_seconds(time) * 1e3; }

// What users see of one request.
struct Seen {
  double ttft_ms = 0, tpot_ms = 0, latency_ms = 0;
};

Seen seen(const Served& one, Picoseconds first_token) {
  const double steps = milliseconds(one.end - one.first_token);
  Seen seen;
  seen.ttft_ms = milliseconds(one.first_token - one.arrival + first_token);
  if (one.tokens > 1) seen.tpot_ms = steps / static_cast<double>(one.tokens - 1);
  seen.latency_ms = seen.ttft_ms + steps;
  return seen;
}

bool within(const Seen& seen, const Objective& objective) {
  return (!objective.ttft_ms || seen.ttft_ms <= *objective.ttft_ms) &&
         (!objective.tpot_ms || seen.tpot_ms <= *objective.tpot_ms);
}

// Of the times between tokens.
double variation(const Served& one) {
  const auto gaps = static_cast<double>(one.tokens - 1);
  const double mean = to_seconds(one.end - one.first_token) / gaps;
  const double variance = one.squared_gaps / gaps - mean * mean;
  return mean > 0 ? std::sqrt(std::max(0.0, variance)) / mean : 0;
}

void add_requests(const Load& load, const Serving& serving, const ServingConditions& conditions,
                  Answer& answer) {
  std::vector<double> ttft, tpot, latency, variations, stalls;
  double good = 0;
  for (std::size_t i = 0; i < serving.served.size(); ++i) {
    const Served& one = serving.served[i];
    answer.output_tokens += one.tokens;
    if (one.end == Picoseconds(0)) continue;
    const Seen times = seen(one, conditions.first_token);
    ttft.push_back(times.ttft_ms);
    latency.push_back(times.latency_ms);
    answer.prompt_tokens += load.requests[i].prompt;
    answer.cached_tokens += one.cached;
    if (within(times, conditions.objective)) ++good;
    answer.transfer_ms += milliseconds(one.transfer);
    if (one.tokens < 2) continue;
    tpot.push_back(times.tpot_ms);
    variations.push_back(variation(one));
    stalls.push_back(milliseconds(one.longest_gap));
  }
  const double ended = static_cast<double>(latency.size());
  if (ended > 0) answer.transfer_ms /= ended;
  answer.ttft_ms = spread_of(std::move(ttft));
  answer.tpot_ms = spread_of(std::move(tpot));
  answer.latency_ms = spread_of(std::move(latency));
  answer.variation = spread_of(std::move(variations));
  answer.longest_stall_ms = spread_of(std::move(stalls));
  answer.within_objective = ended > 0 ? good / ended : 0;
  if (answer.seconds > 0) answer.goodput_per_s = good / answer.seconds;
}

// Energy is what steps take and what all chips draw at any time; money is paid for all of the time,
// and what is paid while engines have nothing to do is for idling.
void add_energy_and_cost(const Serving& serving, const ServingConditions& conditions,
                         Answer& answer) {
  const auto tokens = static_cast<double>(answer.output_tokens);
  if (tokens == 0) return;
  const double drawn = conditions.static_watts * answer.seconds;
  const double steps = serving.energy.count() * 1e-12;
  answer.joules_per_token = (steps + drawn) / tokens;
  const Prices& prices = conditions.prices;
  if (!prices.usd_per_hour) return;
  const double money = *prices.usd_per_hour * answer.seconds / kSecondsPerHour;
  Answer::Cost cost;
  cost.chip = money * answer.busy;
  cost.power = (steps + drawn * answer.busy) * prices.usd_per_joule;
  cost.idle = (money + drawn * prices.usd_per_joule) * (1 - answer.busy);
  const double per_million = kPerMillion / tokens;
  answer.usd_per_million_tokens =
      Answer::Cost{cost.chip * per_million, cost.power * per_million, cost.idle * per_million};
}

}  // namespace

Answer answer_of(const Load& load, const Serving& serving, const ServingConditions& conditions) {
  Answer answer;
  answer.asked = static_cast<std::int64_t>(load.requests.size());
  answer.completed = serving.completed;
  answer.seconds = to_seconds(serving.end);
  if (answer.seconds > 0)
    answer.busy =
        to_seconds(serving.busy) / (answer.seconds * static_cast<double>(conditions.engines));
  if (serving.steps > 0)
    answer.mean_batch = serving.sequences_in_steps / static_cast<double>(serving.steps);
  add_requests(load, serving, conditions, answer);
  if (answer.seconds > 0) {
    answer.requests_per_s = static_cast<double>(answer.completed) / answer.seconds;
    answer.tokens_per_s = static_cast<double>(answer.output_tokens) / answer.seconds;
    answer.tokens_per_s_per_chip = answer.tokens_per_s / static_cast<double>(conditions.chips);
  }
  if (answer.tpot_ms.mean > 0) answer.tokens_per_s_per_user = 1e3 / answer.tpot_ms.mean;
  add_energy_and_cost(serving, conditions, answer);
  answer.tail = tail_of(serving);
  answer.backlog = backlog_of(load, serving);
  return answer;
}

std::string verdict(const Answer& answer) {
  if (answer.completed == 0) return "no request was served";
  const TailPart& first = answer.tail.front();
  std::string text =
      fmt::format("the slowest 1 % of the requests spend {:.0f} % of their time on {}",
                  100 * first.share, first.what);
  if (answer.tail.size() > 1)
    text += fmt::format(", {:.0f} % on {}", 100 * answer.tail[1].share, answer.tail[1].what);
  if (!answer.backlog.grows) return text;
  return fmt::format(
      "the queue grows without end: {:.3g} requests/s arrive, {:.3g} are served, {} waited at the "
      "last arrival; {}",
      answer.backlog.offered_per_s, answer.backlog.served_per_s, answer.backlog.waiting, text);
}

}  // namespace tessera::serving
