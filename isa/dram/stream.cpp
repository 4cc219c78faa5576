#include "isa/dram/stream.h"

#include <algorithm>

namespace tessera::dram {
namespace {

// A refresh so soon after a segment may change how it ends.
constexpr Clock kRefreshMargin = 4;

}  // namespace

// FNV-1a, a word at a time.
std::size_t SegmentMemory::Hash::operator()(const std::vector<std::int32_t>& numbers) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::int32_t number : numbers)
    hash = (hash ^ static_cast<std::uint32_t>(number)) * 0x100000001b3ULL;
  return static_cast<std::size_t>(hash);
}

SegmentMemory::State* SegmentMemory::find(const std::vector<std::int32_t>& numbers) {
  std::vector<std::unique_ptr<State>>& alike = by_hash_[Hash()(numbers)];
  for (const std::unique_ptr<State>& state : alike)
    if (state->numbers == numbers) return state.get();
  if (states_ == kMostStates) return nullptr;
  ++states_;
  alike.push_back(std::make_unique<State>(State{numbers, nullptr}));
  return alike.back().get();
}

StreamRun::StreamRun(Channel& channel, SegmentMemory& memory, std::uint64_t first,
                     std::int64_t count, bool write, Clock begin)
    : channel_(channel),
      memory_(memory),
      source_(first, count, write, begin),
      front_end_(channel, source_),
      write_(write),
      tag_(begin),
      last_done_(begin) {}

// Takes the segment that follows, if it is known and fits before the stream's end and the refresh.
bool StreamRun::walk(bool with_served) {
  if (!here_ || !here_->next) return false;
  const SegmentMemory::Segment& segment = *here_->next;
  if (source_.left() <= segment.accepted ||
      now_ + segment.clocks + kRefreshMargin >= channel_.next_refresh())
    return false;
  if (with_served) {
    for (Served one : segment.served) {
      one.arrival += now_;
      one.issued += now_;
      one.done += now_;
      one.tag = tag_;
      served_.push_back(one);
    }
  }
  last_done_ = std::max(last_done_, now_ + segment.last_done);
  ahead_ += segment.counts;
  source_.skip(segment.accepted);
  now_ += segment.clocks;
  here_ = segment.end;
  return true;
}

// Brings the channel to where the segments led.
void StreamRun::come_down() {
  if (!here_) return;
  const std::uint64_t next = source_.access().transaction;
  channel_.restore_stream(next, write_, tag_, now_, here_->numbers);
  front_end_.set_offered(now_, here_->numbers.back());
  channel_.add_counts(ahead_);
  ahead_ = {};
  here_ = nullptr;
}

void StreamRun::step_once() {
  const std::optional<Served> served = front_end_.advance();
  if (!served) return;
  last_done_ = std::max(last_done_, served->done);
  served_.push_back(*served);
  if (begun_) stepped_.push_back(*served);
}

void StreamRun::begin_segment() {
  begun_ = nullptr;
  stepped_.clear();
  if (source_.left() == 0 || !channel_.saves()) return;
  numbers_.clear();
  channel_.save_stream(source_.access().transaction, write_, numbers_);
  numbers_.push_back(static_cast<std::int32_t>(std::max<Clock>(tag_ - channel_.now(), 0)));
  numbers_.push_back(front_end_.offered_in(channel_.now()));
  begun_ = memory_.find(numbers_);
  begun_at_ = channel_.now();
  left_at_begin_ = source_.left();
  refresh_at_begin_ = channel_.next_refresh();
  counts_at_begin_ = channel_.counts();
}

// Remembers what was stepped, unless a refresh fell due meanwhile or the stream ended.
void StreamRun::end_segment() {
  State* const from = begun_;
  const Clock began = begun_at_;
  const std::int64_t left = left_at_begin_;
  const ChannelCounts before = counts_at_begin_;
  const bool undisturbed = from && !from->next && channel_.next_refresh() == refresh_at_begin_ &&
                           source_.left() > 0 &&
                           channel_.now() + kRefreshMargin < channel_.next_refresh();
  std::vector<Served> stepped;
  stepped.swap(stepped_);
  begin_segment();
  if (!undisturbed || !begun_) return;
  auto segment = std::make_unique<SegmentMemory::Segment>();
  segment->end = begun_;
  segment->clocks = channel_.now() - began;
  segment->accepted = left - source_.left();
  segment->counts = channel_.counts();
  segment->counts -= before;
  for (Served& one : stepped) {
    one.arrival -= began;
    one.issued -= began;
    one.done -= began;
    segment->last_done = std::max(segment->last_done, one.done);
  }
  segment->served = std::move(stepped);
  from->next = std::move(segment);
}

// To the next boundary between segments, or to the end.
void StreamRun::step() {
  if (here_) {
    come_down();
    begin_segment();
  }
  const auto segment_of = [this] { return source_.left() / SegmentMemory::kRequests; };
  const std::int64_t now_in = segment_of();
  do step_once();
  while (segment_of() == now_in && !(source_.left() == 0 && channel_.unserved() == 0));
  end_segment();
  if (begun_ && begun_->next) {
    here_ = begun_;
    now_ = channel_.now();
    begun_ = nullptr;
  }
}

void StreamRun::advance_one() {
  served_.clear();
  come_down();
  begun_ = nullptr;
  stepped_.clear();
  step_once();
}

ChannelCounts StreamRun::counts() const {
  ChannelCounts counts = channel_.counts();
  counts += ahead_;
  return counts;
}

void StreamRun::advance() {
  served_.clear();
  if (!walk(true)) step();
}

Clock StreamRun::finish() {
  while (!over()) {
    if (walk(false)) continue;
    served_.clear();
    step();
  }
  return last_done_;
}

}  // namespace tessera::dram
