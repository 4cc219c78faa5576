#include "isa/dram/stream_paces.h"

#include <algorithm>
#include <cmath>

namespace tessera::dram {
namespace {

// Streams of fewer requests are stepped: their ends and a refresh's clock weigh too much.
constexpr std::int64_t kLeastRequests = 1024;
constexpr std::int64_t kLeastPeriods = 2;  // in a stream, and between refreshes
constexpr int kLeastQueue = 16;            // of a pseudo-channel
constexpr std::int64_t kLeastPeriod = 256;
// A refresh falls due at any request of a period; so many of these are stepped. From the others a
// stream goes as from the one before, later by the requests between.
constexpr std::int64_t kPoints = 8;
// A longer stream ends as the one that is whole stripes shorter.
constexpr std::int64_t kMostToEnd = 4096;

DramSpec without_refresh(DramSpec spec) {
  spec.policy.refresh = Refresh::kNone;
  return spec;
}

// Transactions until the address bits of columns, bank groups and pseudo-channels have gone round.
std::int64_t group_round(const DramSpec& spec) {
  const AddressMap map(spec.organisation, spec.mapping);
  const Organisation& of = spec.organisation;
  const auto round = [&map](AddressField field, int count) {
    return count == 1 ? 1 : static_cast<std::int64_t>(map.step(field)) * count;
  };
  return std::max({round(AddressField::kColumn, of.columns),
                   round(AddressField::kBankGroup, of.bank_groups),
                   round(AddressField::kPseudoChannel, of.pseudo_channels)});
}

}  // namespace

StreamPaces::StreamPaces(const DramSpec& spec)
    : spec_(spec),
      fresh_(spec),
      unrefreshed_(without_refresh(spec)),
      stripe_(static_cast<std::int64_t>(fresh_.map().step(AddressField::kRow))),
      period_(std::min(stripe_, std::max(kLeastPeriod, group_round(spec)))),
      refresh_interval_(RefreshSchedule(spec).round().value_or(kNever)) {}

bool StreamPaces::covers(std::int64_t requests) const {
  const Policy& policy = spec_.policy;
  const std::int64_t least = std::max({kLeastRequests, kLeastPeriods * period_, 4 * most_held()});
  const Clock periods =
      kLeastPeriods * period_ * spec_.clocks.burst / spec_.organisation.pseudo_channels;
  return requests >= least && refresh_interval_ >= periods &&
         policy.read_depth >= kLeastQueue * spec_.organisation.pseudo_channels && fresh_.saves() &&
         policy.refresh != Refresh::kPerBank && policy.refreshes_postponed == 0;
}

std::int64_t StreamPaces::most_held() const {
  return spec_.policy.read_depth + spec_.organisation.all_banks();
}

// With rows in all banks as another stream leaves them, or one that went the same way.
Channel StreamPaces::with_rows(Channel channel, std::int64_t first, OpenRow rows) const {
  if (rows == OpenRow::kNone) return channel;
  const std::int64_t stripes_before = rows == OpenRow::kIts ? 0 : spec_.organisation.rows / 2;
  PassedStream before;
  before.first = static_cast<std::uint64_t>(first + stripe_ * stripes_before);
  before.count = stripe_;
  channel.pass_stream(before);
  return channel;
}

std::unique_ptr<StreamPace> StreamPaces::new_standstill(std::int64_t first, OpenRow rows) const {
  const Clock begin = 4097;  // whatever opened the rows is long ago
  return std::make_unique<StreamPace>(
      with_rows(unrefreshed_, first, rows),
      StreamPace::Stream{static_cast<std::uint64_t>(first), begin, begin});
}

StreamPace& StreamPaces::from_standstill(std::uint64_t first, OpenRow rows) {
  const std::int64_t position = static_cast<std::int64_t>(first) % stripe_;
  std::unique_ptr<StreamPace>& pace = standstill_[{position, rows}];
  if (!pace) pace = new_standstill(position, rows);
  return *pace;
}

StreamEnding StreamPaces::ending_from_standstill(StreamPace& pace, std::int64_t requests) const {
  if (requests > kMostToEnd) requests -= (requests - kMostToEnd + stripe_ - 1) / stripe_ * stripe_;
  return *pace.ending(requests);
}

double StreamPaces::clocks_per_request() {
  StreamPace& pace = from_standstill(0, OpenRow::kNone);
  return static_cast<double>(pace.issued(4 * period_) - pace.issued(2 * period_)) /
         static_cast<double>(2 * period_);
}

// The first refresh of a channel falls due when a stream has come so far.
std::unique_ptr<StreamPace> StreamPaces::new_past_refresh(std::int64_t position, OpenRow rows) {
  StreamPace& standstill = from_standstill(0, rows);
  const Clock due = fresh_.next_refresh();
  std::int64_t lead = position + period_;
  while (lead > 0 && standstill.issued(lead) + 2 > due)
    lead = std::max<std::int64_t>(0, lead - period_);
  const Clock begin = lead == 0 ? due : due - standstill.issued(lead) - 1;
  return std::make_unique<StreamPace>(with_rows(fresh_, 0, rows),
                                      StreamPace::Stream{0, begin, due});
}

PaceFrom StreamPaces::past_refresh(std::uint64_t transaction, OpenRow rows) {
  const std::int64_t step = std::max<std::int64_t>(1, period_ / kPoints);
  const std::int64_t position = static_cast<std::int64_t>(transaction) % period_;
  std::unique_ptr<StreamPace>& pace = past_refresh_[{position / step, rows}];
  if (!pace) pace = new_past_refresh(position / step * step, rows);
  PaceFrom from;
  from.pace = pace.get();
  from.skipped = position - pace->before() % period_;
  if (from.skipped < -period_ / 2) from.skipped += period_;
  from.skipped_clocks = std::llround(clocks_per_request() * static_cast<double>(from.skipped));
  return from;
}

StreamEnding StreamPaces::ending_past_refresh(StreamPace& pace, std::uint64_t end) {
  const std::int64_t position = static_cast<std::int64_t>(end) % period_;
  const std::int64_t least = pace.before() + 2 * most_held();
  const std::int64_t periods = (least - position + period_ - 1) / period_;
  if (const auto ending = pace.ending(position + std::max<std::int64_t>(0, periods) * period_))
    return *ending;
  // The next refresh comes too soon to tell.
  return ending_from_standstill(from_standstill(0, OpenRow::kNone),
                                position + kMostToEnd / period_ * period_);
}

}  // namespace tessera::dram
