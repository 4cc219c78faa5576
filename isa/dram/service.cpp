#include "isa/dram/service.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "isa/dram/front_end.h"
#include "isa/dram/pattern.h"

namespace tessera::dram {
namespace {

constexpr std::int64_t kTurnBytes = 256;
constexpr int kWarmUpIntervals = 1, kMeasuredIntervals = 2;
constexpr Clock kWithoutRefresh = 8192;  // clocks of an interval, where there is none

class StreamsSource {
 public:
  explicit StreamsSource(const DramSpec& spec)
      : pattern_(
            {.kind = PatternSpec::Kind::kStreams, .bytes = kTurnBytes, .streams = kServiceStreams},
            spec.organisation.transactions(), spec.organisation.transaction_bytes),
        access_(pattern_.next()) {}
  Clock created() const { return 0; }
  const Access& access() const { return access_; }
  std::int64_t tag() const { return 0; }
  void pop() { access_ = pattern_.next(); }

 private:
  Pattern pattern_;
  Access access_;
};

Service service_of(const DramSpec& spec, const ChannelCounts& counts, Clock clocks) {
  const Organisation& organisation = spec.organisation;
  Service service;
  service.moved = std::min(1.0, static_cast<double>(counts.data_clocks) /
                                    static_cast<double>(clocks * organisation.pseudo_channels));
  // What lies between the last burst and the edge of the window goes to the causes in proportion.
  const double seen = std::max<double>(1, static_cast<double>(counts.loss.total()));
  for (std::size_t c = 0; c < kLossCauses; ++c)
    service.lost[c] = (1 - service.moved) * static_cast<double>(counts.loss.clocks[c]) / seen;
  if (counts.loss.total() == 0)
    service.lost[static_cast<std::size_t>(LossCause::kCommandBus)] = 1 - service.moved;
  const auto number = [&counts](Command command) {
    return static_cast<double>(counts.commands[index_of(command)]);
  };
  const double bytes =
      static_cast<double>(counts.data_clocks) / spec.clocks.burst * organisation.transaction_bytes;
  service.activations_per_byte = number(Command::kActivate) / std::max(1.0, bytes);
  service.refreshes_per_second = (number(Command::kRefreshAll) + number(Command::kRefreshBank)) /
                                 (static_cast<double>(clocks) * spec.clocks.tck_ps * 1e-12);
  return service;
}

Service measure(const DramSpec& spec) {
  const Clock interval = RefreshSchedule(spec).round().value_or(kWithoutRefresh);
  Channel channel(spec);
  StreamsSource source(spec);
  FrontEnd front_end(channel, source);
  while (channel.now() < kWarmUpIntervals * interval) front_end.advance();
  const Clock begin = channel.now();
  const ChannelCounts before = channel.counts();
  while (channel.now() < begin + kMeasuredIntervals * interval) front_end.advance();
  ChannelCounts counts = channel.counts();
  counts -= before;
  return service_of(spec, counts, channel.now() - begin);
}

}  // namespace

// A pure function of the spec, so remembering what it returned changes nothing but the time: the
// same chip is read again for every what-if question.
Service sustained_service(const DramSpec& spec) {
  static std::mutex guard;
  static std::vector<std::pair<DramSpec, Service>> known;
  const std::lock_guard<std::mutex> lock(guard);
  for (const auto& [one, service] : known)
    if (one == spec) return service;
  known.emplace_back(spec, measure(spec));
  return known.back().second;
}

}  // namespace tessera::dram
