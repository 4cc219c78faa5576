// A channel as a long stream leaves it that was not stepped: rows, counts, and the clocks of what
// went last.
#include <algorithm>
#include <cassert>

#include "isa/dram/channel.h"

namespace tessera::dram {
namespace {

// Shares of `total` in proportion; what rounding leaves goes to the largest.
LossStack in_proportion(const LossStack& loss, Clock total) {
  const Clock seen = loss.total();
  LossStack shares;
  if (seen == 0) {
    shares[LossCause::kCommandBus] = total;
    return shares;
  }
  for (std::size_t c = 0; c < kLossCauses; ++c) shares.clocks[c] = loss.clocks[c] * total / seen;
  *std::ranges::max_element(shares.clocks) += total - shares.total();
  return shares;
}

}  // namespace

OpenRow Channel::open_row(std::uint64_t transaction) const {
  const Place place = map_.place(transaction);
  const std::int64_t open = queues_.open_row(place.bank);
  if (open == RequestQueues::kClosed) return OpenRow::kNone;
  return open == place.row ? OpenRow::kIts : OpenRow::kOther;
}

Clock Channel::row_allowed(std::uint64_t transaction) const {
  const OpenRow open = open_row(transaction);
  const Command command = open == OpenRow::kNone    ? Command::kActivate
                          : open == OpenRow::kOther ? Command::kPrecharge
                                                    : Command::kRead;
  return timing_.earliest(command, map_.place(transaction).bank);
}

void Channel::close_all_rows() {
  for (std::size_t bank = 0; bank < closed_after_.size(); ++bank) {
    queues_.set_open_row(static_cast<int>(bank), RequestQueues::kClosed);
    closed_after_[bank] = {LossCause::kRefresh, 0};
  }
}

// The rows of the last stripe are left, or what a refresh left of it; a request's row is its
// neighbours' too, so whole rows are looked at. The bank that was read last, and those whose
// columns took turns with its own, wait for what an RD asks for.
void Channel::leave_rows(const PassedStream& passed) {
  if (passed.refreshes > 0) close_all_rows();
  const auto stripe = static_cast<std::int64_t>(map_.step(AddressField::kRow));
  const std::uint64_t banks = map_.step(AddressField::kColumn);  // that take turns
  const std::uint64_t row = banks * static_cast<std::uint64_t>(spec_.organisation.columns);
  const std::uint64_t end = passed.first + static_cast<std::uint64_t>(passed.count);
  const std::int64_t read = passed.refreshes > 0 ? passed.since_refresh : passed.count;
  const std::uint64_t from = (end - static_cast<std::uint64_t>(std::min(stripe, read))) / row * row;
  const bool closes = policy_.pages == Pages::kClosed;
  const Command command = closes ? Command::kReadAutoclose : Command::kRead;
  for (std::uint64_t first = from; first < end; first += row) {
    for (std::uint64_t at = first; at < std::min(end, first + banks); ++at) {
      const Place place = map_.place(at);
      queues_.set_open_row(place.bank, closes ? RequestQueues::kClosed : place.row);
      if (first + row >= end) timing_.issue(command, place.bank, passed.issued);
    }
  }
}

void Channel::count_passed(const PassedStream& passed) {
  ChannelCounts counts = passed.counts;
  std::int64_t& closing = counts.commands[index_of(Command::kReadAutoclose)];
  closing = std::min(closing, passed.count);
  counts.commands[index_of(Command::kRead)] = passed.count - closing;
  std::int64_t& refreshes = counts.commands[index_of(Command::kRefreshAll)];
  refreshes = 0;
  for (int i = 0; i < passed.refreshes; ++i)
    refreshes += static_cast<std::int64_t>(refresh_.fall_due().size());
  counts.data_clocks = passed.count * spec_.clocks.burst;
  Clock elapsed = 0;
  for (Clock& free : bus_free_) {
    elapsed += passed.issued + spec_.clocks.burst - free;
    free = passed.issued + spec_.clocks.burst;
  }
  counts.loss = in_proportion(counts.loss, std::max<Clock>(0, elapsed - counts.data_clocks));
  counts_ += counts;
}

void Channel::pass_stream(const PassedStream& passed) {
  assert(unserved_ == 0 && pending_.empty() && "nothing else is under way");
  count_passed(passed);
  leave_rows(passed);
  now_ = passed.issued;
  column_floor_ = row_floor_ = now_ + 1;
  accepted_ += passed.count;
  write_mode_ = false;
  mode_stale_ = true;
  mode_slot_ = -1;
  data_clock_until_ =
      now_ + spec_.clocks.read_latency + spec_.clocks.burst + spec_.clocks.data_clock_postamble;
  forget_choice();
  next_known_ = false;
}

}  // namespace tessera::dram
