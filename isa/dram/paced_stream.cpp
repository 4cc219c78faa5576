#include "isa/dram/paced_stream.h"

#include <algorithm>
#include <vector>

namespace tessera::dram {
namespace {

// Clocks by which the end of a stream may be off, before its first refresh and behind one.
constexpr Clock kDoubt = 4, kDoubtPastRefresh = 16;

std::uint64_t from(std::uint64_t first, std::int64_t number) {
  return first + static_cast<std::uint64_t>(number);
}

// The stream from its beginning or from a refresh on.
struct Stretch {
  StreamPace* pace;
  StreamEnding ending;
  Clock origin;              // the clock from which the pace counts
  std::int64_t skipped = 0;  // requests of the pace that are not the stream's

  Clock issued(std::int64_t n) const {
    return origin + pace->issued(std::max<std::int64_t>(1, n + skipped));
  }
  std::int64_t issued_before(Clock clock) const {
    return std::max<std::int64_t>(0, pace->issued_before(clock - origin) - skipped);
  }
  ChannelCounts counts(std::int64_t n) const { return pace->counts(n + skipped); }

  // The last of `left` requests. Fewer than the controller holds go as if more came.
  Clock last_issued(std::int64_t left) const {
    if (left <= ending.requests) return issued(left);
    return issued(left - ending.requests) + ending.issued;
  }
  ChannelCounts counts_to_end(std::int64_t left) const {
    if (left <= ending.requests) return counts(left);
    ChannelCounts counts = this->counts(left - ending.requests);
    counts += ending.counts;
    return counts;
  }
};

// One stream on its way from refresh to refresh.
class Pacing {
 public:
  Pacing(const Channel& channel, StreamPaces& paces, std::uint64_t first, std::int64_t count)
      : channel_(channel),
        paces_(paces),
        due_(channel.next_refresh()),
        left_(count),
        stripe_(static_cast<std::int64_t>(channel.map().step(AddressField::kRow))) {
    stream_.passed.first = first;
    stream_.passed.count = count;
  }

  std::optional<PacedStream> run(Clock begin) {
    start(begin);
    Clock last = stretch_.last_issued(left_);
    for (; last >= due_ + doubt_; last = stretch_.last_issued(left_)) pass_refresh();
    if (last >= due_ - doubt_) return std::nullopt;
    stream_.passed.counts += stretch_.counts_to_end(left_);
    stream_.passed.issued = last;
    const DramClocks& clocks = channel_.spec().clocks;
    stream_.done = left_ > stretch_.ending.requests
                       ? last + stretch_.ending.done - stretch_.ending.issued
                       : last + clocks.read_latency + clocks.burst;
    return stream_;
  }

 private:
  // How long a refresh that is still going on holds up the first row of each pseudo-channel.
  Clock held(Clock begin) const {
    const std::uint64_t step = channel_.map().step(AddressField::kPseudoChannel);
    std::uint64_t transaction = stream_.passed.first;
    Clock allowed = begin + 1;
    for (int one = 0; one < channel_.spec().organisation.pseudo_channels; ++one) {
      allowed = std::max(allowed, channel_.row_allowed(transaction));
      transaction += step;
    }
    return allowed - begin - 1;
  }

  // Where commands start on odd clocks, what comes on an even one goes as what came just before.
  // The paces from a standstill begin on an odd one.
  Clock edge(Clock clock) const {
    return channel_.spec().clocks.every_other ? (clock - 1) | 1 : clock;
  }

  // Requests of the first stripe at which the banks begin to have other rows open than before.
  std::vector<std::int64_t> changes_of_rows() const {
    const auto row = static_cast<std::int64_t>(channel_.map().step(AddressField::kColumn)) *
                     channel_.spec().organisation.columns;
    std::vector<std::int64_t> changes;
    OpenRow rows = rows_at(0);
    for (std::int64_t at = row; at < std::min(stripe_, stream_.passed.count); at += row) {
      if (rows_at(at) == rows) continue;
      rows = rows_at(at);
      changes.push_back(at);
    }
    return changes;
  }
  OpenRow rows_at(std::int64_t number) const {
    return channel_.open_row(from(stream_.passed.first, number));
  }

  void start(Clock begin) {
    const std::uint64_t first = stream_.passed.first;
    const Clock wait = held(begin);
    stream_.passed.counts.loss[LossCause::kRefresh] =
        wait * channel_.spec().organisation.pseudo_channels;
    rows_ = rows_at(0);
    stretch_.pace = &paces_.from_standstill(first, rows_);
    stretch_.origin = edge(begin + wait);
    for (const std::int64_t change : changes_of_rows()) {
      const Clock clock = stretch_.issued(change);
      if (clock >= due_) break;
      rows_ = rows_at(change);
      stream_.passed.counts += stretch_.counts(change);
      stretch_.pace = &paces_.from_standstill(first, rows_);
      stretch_.origin = clock - stretch_.pace->issued(change);
      stream_.passed.counts -= stretch_.counts(change);
    }
    stretch_.ending = paces_.ending_from_standstill(*stretch_.pace, left_);
  }

  void pass_refresh() {
    const std::int64_t gone = std::min(left_ - 1, stretch_.issued_before(due_));
    stream_.passed.counts += stretch_.counts(gone);
    left_ -= gone;
    stream_.passed.since_refresh = left_;
    ++stream_.passed.refreshes;
    const std::uint64_t first = stream_.passed.first;
    if (gone >= stripe_) rows_ = OpenRow::kOther;  // its own of a round before
    const PaceFrom behind =
        paces_.past_refresh(from(first, stream_.passed.count - left_),
                            rows_ == OpenRow::kOther ? OpenRow::kOther : OpenRow::kNone);
    stretch_ = {behind.pace, {}, due_ - behind.skipped_clocks, behind.skipped};
    stretch_.ending = paces_.ending_past_refresh(*behind.pace, from(first, stream_.passed.count));
    rows_ = OpenRow::kNone;
    due_ += paces_.refresh_interval();
    doubt_ = kDoubtPastRefresh;
  }

  const Channel& channel_;
  StreamPaces& paces_;
  PacedStream stream_;
  Stretch stretch_{};
  Clock due_;
  Clock doubt_ = kDoubt;
  std::int64_t left_, stripe_;
  OpenRow rows_ = OpenRow::kNone;  // of the banks that come next
};

}  // namespace

std::optional<PacedStream> pace_stream(const Channel& channel, StreamPaces& paces,
                                       std::uint64_t first, std::int64_t count, Clock begin) {
  if (!channel.refreshing()) return Pacing(channel, paces, first, count).run(begin);
  // Nothing goes before these refreshes have.
  Channel refreshed = channel;
  while (refreshed.refreshing()) refreshed.step();
  return Pacing(refreshed, paces, first, count).run(begin);
}

}  // namespace tessera::dram
