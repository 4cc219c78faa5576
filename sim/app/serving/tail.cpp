#include "sim/app/serving/tail.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tessera::serving {
namespace {

constexpr std::array kNames = {"queue for a place in the batch",
                               "queue for tokens of a step",
                               "queue for KV blocks",
                               "wait for the step under way",
                               "its own prompt",
                               "prompts of others between its tokens",
                               "its cache on its way between chips",
                               "chips waiting for one another",
                               "steps of its tokens"};
enum Part { kFirstWait, kStep = kWaits, kPrompt, kOthers, kTransfer, kNetwork, kTokens, kParts };
static_assert(kNames.size() == kParts);

using Times = std::array<double, kParts>;

// Of what steps take, chips wait for one another the same share in all of them.
void add(const Served& one, double network, Times& times) {
  double waited = 0;
  for (std::size_t reason = 0; reason < kWaits; ++reason) {
    times[reason] += one.waited[reason];
    waited += one.waited[reason];
  }
  const double queue = to_seconds(one.scheduled - one.arrival);
  times[kStep] += std::max(0.0, queue - waited);
  const double prompt = to_seconds(one.first_token - one.scheduled);
  const double others = to_seconds(one.interference);
  const double after = std::max(0.0, waited - queue);  // it was preempted
  const double passing = to_seconds(one.transfer);
  const double tokens =
      std::max(0.0, to_seconds(one.end - one.first_token) - others - after - passing);
  times[kTransfer] += passing;
  times[kPrompt] += prompt * (1 - network);
  times[kOthers] += others * (1 - network);
  times[kTokens] += tokens * (1 - network);
  times[kNetwork] += (prompt + others + tokens) * network;
}

// Requests that arrived, and that ended, in [from, to).
struct Flow {
  double arrived = 0, ended = 0;
};
Flow flow_between(const Serving& serving, Picoseconds from, Picoseconds to) {
  Flow flow;
  for (const Served& one : serving.served) {
    if (one.arrival >= from && one.arrival < to) ++flow.arrived;
    if (one.tokens > 0 && one.end > from && one.end <= to) ++flow.ended;
  }
  return flow;
}

}  // namespace

std::vector<TailPart> tail_of(const Serving& serving) {
  std::vector<const Served*> ended;
  for (const Served& one : serving.served)
    if (one.end > Picoseconds(0)) ended.push_back(&one);
  if (ended.empty()) return {};
  std::ranges::stable_sort(ended, std::greater{},
                           [](const Served* one) { return one->end - one->arrival; });
  ended.resize((ended.size() + 99) / 100);
  const double network = serving.busy.count() == 0 ? 0 : ratio(serving.network, serving.busy);
  Times times{};
  for (const Served* one : ended) add(*one, network, times);
  double all = 0;
  for (const double time : times) all += time;
  std::vector<TailPart> parts;
  for (std::size_t i = 0; i < kParts; ++i)
    if (times[i] > 0) parts.push_back({kNames[i], times[i] / all});
  std::ranges::stable_sort(parts, std::greater{}, &TailPart::share);
  return parts;
}

// In the later half of the arrivals fewer end than arrive, and by more than chance has it: so many
// wait at the end that the queue was not a burst.
Backlog backlog_of(const Load& load, const Serving& serving) {
  Backlog backlog;
  if (load.under_way > 0 || serving.served.empty()) return backlog;
  Picoseconds last;
  for (const Served& one : serving.served) last = std::max(last, one.arrival);
  if (last == Picoseconds(0)) return backlog;
  const Flow flow = flow_between(serving, last / 2, last);
  const double span = to_seconds(last) / 2;
  backlog.offered_per_s = flow.arrived / span;
  // Where none ended meanwhile, as many as ended in all of the time.
  backlog.served_per_s = std::max(flow.ended / span, static_cast<double>(serving.completed) /
                                                         std::max(to_seconds(serving.end), span));
  for (const Served& one : serving.served)
    if (one.arrival <= last && (one.scheduled > last || one.end == Picoseconds(0)))
      ++backlog.waiting;
  const double chance = 3 * std::sqrt(std::max(1.0, flow.arrived));
  backlog.grows = flow.arrived - flow.ended > 0.05 * flow.arrived &&
                  static_cast<double>(backlog.waiting) > std::max(8.0, chance);
  return backlog;
}

}  // namespace tessera::serving
