#include "models/interleaved_channels.h"

#include <algorithm>

namespace tessera {

using dram::Clock;

void InterleavedChannels::RunQueue::pop() {
  Run& run = runs_.front();
  ++run.next;
  if (--run.left > 0) return;
  accepted.push_back(run.transfer);
  runs_.pop_front();
}

Clock InterleavedChannels::Lane::next() {
  if (runs.empty() && channel.unserved() == 0) return dram::kNever;
  return std::min(front_end.next_offer(), channel.next());
}

InterleavedChannels::InterleavedChannels(const dram::DramSpec& spec, int channels,
                                         std::int64_t block_bytes)
    : block_bytes_(static_cast<std::uint64_t>(block_bytes)),
      burst_bytes_(static_cast<std::uint64_t>(spec.organisation.transaction_bytes)) {
  for (int i = 0; i < channels; ++i) lanes_.emplace_back(spec);
}

std::uint64_t InterleavedChannels::bytes() const {
  const dram::Organisation& organisation = lanes_.front().channel.spec().organisation;
  return lanes_.size() * static_cast<std::uint64_t>(organisation.bytes());
}

int InterleavedChannels::begin(int tag) {
  int index = static_cast<int>(in_flight_.size());
  if (vacant_.empty()) {
    in_flight_.emplace_back();
  } else {
    index = vacant_.back();
    vacant_.pop_back();
  }
  in_flight_[static_cast<std::size_t>(index)] = {tag, 0, 0, 0};
  return index;
}

// The blocks of a range that lie on one channel follow each other there, so that each channel gets
// one run.
void InterleavedChannels::submit(const DramTransfer& transfer, Clock now) {
  const int index = begin(transfer.tag);
  InFlight& flight = in_flight_[static_cast<std::size_t>(index)];
  const std::uint64_t last_byte = transfer.address + transfer.bytes - 1;
  const std::uint64_t first_block = transfer.address / block_bytes_;
  const std::uint64_t last_block = last_byte / block_bytes_;
  const std::uint64_t channels = lanes_.size();
  const std::uint64_t touched = std::min(channels, last_block - first_block + 1);
  for (std::uint64_t block = first_block; block < first_block + touched; ++block) {
    const std::uint64_t end_block = last_block - (last_block - block) % channels;
    const std::uint64_t begin_byte = block / channels * block_bytes_ +
                                     (block == first_block ? transfer.address % block_bytes_ : 0);
    const std::uint64_t end_byte =
        end_block / channels * block_bytes_ +
        (end_block == last_block ? last_byte % block_bytes_ : block_bytes_ - 1);
    const std::uint64_t first = begin_byte / burst_bytes_;
    const std::uint64_t count = end_byte / burst_bytes_ - first + 1;
    Lane& lane = lanes_[block % channels];
    lane.runs.push({first, count, index, transfer.write, now});
    ++flight.runs_to_accept;
    flight.bursts_to_serve += count;
    if (now < lane.due) set_due(block % channels, now);
  }
}

void InterleavedChannels::set_due(std::size_t lane, Clock due) {
  lanes_[lane].due = due;
  if (due < dram::kNever) agenda_.emplace(due, lane);
}

void InterleavedChannels::advance(Clock now, DramProgress& progress) {
  while (!agenda_.empty()) {
    const auto [due, lane] = agenda_.top();
    const bool out_of_date = due != lanes_[lane].due;
    if (due > now && !out_of_date) return;
    agenda_.pop();
    if (!out_of_date) advance_lane(lane, now, progress);
  }
}

void InterleavedChannels::advance_lane(std::size_t index, Clock now, DramProgress& progress) {
  Lane& lane = lanes_[index];
  Clock next = lane.next();
  for (; next <= now; next = lane.next()) {
    const std::optional<dram::Served> served = lane.front_end.advance();
    note_accepted(lane, progress);
    if (served) note_served(*served, progress);
  }
  set_due(index, next);
}

void InterleavedChannels::note_accepted(Lane& lane, DramProgress& progress) {
  for (const int index : lane.runs.accepted) {
    InFlight& flight = in_flight_[static_cast<std::size_t>(index)];
    if (--flight.runs_to_accept == 0) progress.accepted.push_back(flight.tag);
  }
  lane.runs.accepted.clear();
}

void InterleavedChannels::note_served(const dram::Served& served, DramProgress& progress) {
  InFlight& flight = in_flight_[static_cast<std::size_t>(served.tag)];
  flight.done = std::max(flight.done, served.done);
  if (--flight.bursts_to_serve > 0) return;
  progress.done.push_back({flight.tag, flight.done});
  vacant_.push_back(static_cast<int>(served.tag));
}

dram::ChannelCounts InterleavedChannels::counts(Clock now) const {
  dram::ChannelCounts sum;
  for (const Lane& lane : lanes_) {
    dram::Channel channel = lane.channel;  // as it is, and on to `now`
    channel.idle_until(now);
    channel.settle_idle(now);
    sum += channel.counts();
  }
  return sum;
}

}  // namespace tessera
