#include "workloads/arrivals/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <numbers>

#include "sim/core/diagnostics.h"

namespace tessera::serving {
namespace {

// Arrivals, lengths and the rest have streams of their own: another rate leaves lengths as they
// are.
constexpr std::uint64_t kOfLengths = 0x9e3779b97f4a7c15, kOfPauses = 0xc2b2ae3d27d4eb4f;

constexpr double kLatest = 1e6;  // seconds; picoseconds count to nine times that

Picoseconds from_seconds(double seconds) {
  if (seconds > kLatest)
    throw InputError(
        ExitCode::kUsage,
        fmt::format("requests would still arrive, or pause, at {:.3g} s; at most {:g} s "
                    "are served: ask for fewer (--requests) or a higher --rate",
                    seconds, kLatest));
  return Picoseconds(std::llround(seconds * 1e12));
}

// The times at which sessions begin, in seconds.
class Clock {
 public:
  Clock(const Pattern& pattern, double rate, std::uint64_t seed)
      : pattern_(pattern), rate_(rate), random_(seed) {}

  double next() {
    switch (pattern_.kind) {
      case Pattern::Kind::kSteady:
        now_ += 1 / rate_;
        break;
      case Pattern::Kind::kPoisson:
        now_ += boost::random::exponential_distribution<double>(rate_)(random_);
        break;
      case Pattern::Kind::kGamma: {
        const double shape = 1 / (pattern_.variation * pattern_.variation);
        now_ += boost::random::gamma_distribution<double>(shape, 1 / (shape * rate_))(random_);
        break;
      }
      case Pattern::Kind::kDiurnal:
        next_diurnal();
        break;
    }
    return now_;
  }

 private:
  // Thinning: drawn at the highest rate, kept with the share of it that the rate has then.
  void next_diurnal() {
    const double most = rate_ * (1 + pattern_.swing);
    boost::random::exponential_distribution<double> wait(most);
    boost::random::uniform_01<double> chance;
    for (;;) {
      now_ += wait(random_);
      const double phase = 2 * std::numbers::pi * now_ / pattern_.period_s;
      if (chance(random_) * most < rate_ * (1 + pattern_.swing * std::sin(phase))) return;
    }
  }

  Pattern pattern_;
  double rate_;
  RandomBits random_;
  double now_ = 0;
};

class Sessions {
 public:
  explicit Sessions(const Stream& stream)
      : stream_(stream),
        clock_(stream.pattern, stream.rate / mean_of(stream.turns), stream.seed),
        lengths_(stream.seed ^ kOfLengths),
        pauses_(stream.seed ^ kOfPauses) {}

  Load take() {
    load_.under_way = stream_.under_way;
    while (open()) add_session();
    return std::move(load_);
  }

 private:
  bool open() const { return static_cast<std::int64_t>(load_.requests.size()) < stream_.requests; }

  void add_session() {
    const std::int64_t turns = draw(stream_.turns, lengths_);
    const double start = stream_.under_way > 0 ? 0 : clock_.next();
    const std::int64_t priority =
        boost::random::uniform_int_distribution<std::int64_t>(0, stream_.priorities - 1)(lengths_);
    std::int64_t context = stream_.alike;
    for (std::int64_t turn = 0; turn < turns && open(); ++turn) {
      Request one;
      one.prompt = context + draw(stream_.prompt, lengths_);
      one.tokens = draw(stream_.tokens, lengths_);
      one.priority = priority;
      one.arrival = from_seconds(turn == 0 ? start : pause());
      if (turns > 1) one.session = sessions_;
      if (stream_.alike > 0) one.group = 0;
      one.alike = stream_.alike;
      if (turn > 0) one.after = static_cast<std::int64_t>(load_.requests.size()) - 1;
      context = one.prompt + one.tokens;
      load_.requests.push_back(one);
    }
    ++sessions_;
  }

  double pause() {
    if (stream_.pause_s == 0) return 0;
    return boost::random::exponential_distribution<double>(1 / stream_.pause_s)(pauses_);
  }

  const Stream& stream_;
  Clock clock_;
  RandomBits lengths_, pauses_;
  std::int64_t sessions_ = 0;
  Load load_;
};

}  // namespace

Load draw(const Stream& stream) { return Sessions(stream).take(); }

}  // namespace tessera::serving
