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
  const std::size_t hash = Hash()(numbers);
  if (const auto alike = by_hash_.find(hash); alike != by_hash_.end()) {
    for (const std::unique_ptr<State>& state : alike->second)
      if (state->numbers == numbers) return state.get();
  }
  if (states_ == kMostStates) return nullptr;
  ++states_;
  std::vector<std::unique_ptr<State>>& made = by_hash_[hash];
  made.push_back(std::make_unique<State>(State{numbers, nullptr, {}}));
  return made.back().get();
}

bool SegmentMemory::worth_asking() {
  if (pause_ > 0) {
    --pause_;
    return false;
  }
  if (--credit_ > 0) return true;
  credit_ = kTry;
  pause_ = kPause;
  return false;
}

StreamRun::StreamRun(Channel& channel, SegmentMemory& memory, std::uint64_t first,
                     std::int64_t count, bool write, Clock begin)
    : channel_(channel),
      memory_(memory),
      source_(first, count, write, begin),
      front_end_(channel, source_),
      write_(write),
      tag_(begin),
      last_done_(begin) {
  channel_.settle_idle(channel_.now());
  begin_segment(memory_.worth_asking() ? state_here() : nullptr);
  go_ahead();
}

// What follows, if it is known and ends well before the next refresh.
const SegmentMemory::Segment* StreamRun::known() const {
  const SegmentMemory::Segment* segment = nullptr;
  if (!here_ || source_.left() == 0) return nullptr;
  if (source_.left() <= SegmentMemory::kRest) {
    const auto found = here_->rest.find(source_.left());
    if (found != here_->rest.end()) segment = found->second.get();
  } else if (here_->next && here_->next->accepted < source_.left()) {
    segment = here_->next.get();
  }
  const bool disturbed =
      segment && now_ + segment->clocks + kRefreshMargin >= channel_.next_refresh();
  return disturbed ? nullptr : segment;
}

bool StreamRun::walk(bool with_served) {
  const SegmentMemory::Segment* const segment = known();
  if (!segment) return false;
  if (with_served) {
    for (Served one : segment->served) {
      one.arrival += now_;
      one.issued += now_;
      one.done += now_;
      one.tag = tag_;
      served_.push_back(one);
    }
  }
  memory_.found();
  last_done_ = std::max(last_done_, now_ + segment->last_done);
  ahead_ += segment->counts;
  source_.skip(segment->accepted);
  now_ += segment->clocks;
  here_ = segment->end;
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

SegmentMemory::State* StreamRun::state_here() {
  if (!channel_.saves()) return nullptr;
  numbers_.clear();
  channel_.save_stream(source_.access().transaction, write_, numbers_);
  // How soon its requests can come; all that are there already are alike.
  const Clock ready = tag_ + channel_.spec().policy.offer_clocks;
  numbers_.push_back(static_cast<std::int32_t>(std::max<Clock>(ready - channel_.now(), -1)));
  numbers_.push_back(front_end_.offered_in(channel_.now()));
  return memory_.find(numbers_);
}

void StreamRun::begin_segment(State* here) {
  stepped_.clear();
  begun_ = source_.left() > 0 ? here : nullptr;
  begun_at_ = channel_.now();
  left_at_begin_ = source_.left();
  refresh_at_begin_ = channel_.next_refresh();
  counts_at_begin_ = channel_.counts();
}

// Goes on by what is remembered from the state at which a segment would begin.
void StreamRun::go_ahead() {
  if (!begun_) return;
  here_ = begun_;
  now_ = channel_.now();
  if (!known()) here_ = nullptr;
}

// Remembers what was stepped to the state `end`, unless a refresh fell due meanwhile.
void StreamRun::end_segment(State* end) {
  const bool undisturbed = begun_ && channel_.next_refresh() == refresh_at_begin_ &&
                           channel_.now() + kRefreshMargin < channel_.next_refresh();
  if (!end || !undisturbed) return;
  std::unique_ptr<SegmentMemory::Segment>& known =
      drained() ? begun_->rest[left_at_begin_] : begun_->next;
  if (known || (!drained() && source_.left() == 0)) return;
  auto segment = std::make_unique<SegmentMemory::Segment>();
  segment->end = end;
  segment->clocks = channel_.now() - begun_at_;
  segment->accepted = left_at_begin_ - source_.left();
  segment->counts = channel_.counts();
  segment->counts -= counts_at_begin_;
  for (Served one : stepped_) {
    one.arrival -= begun_at_;
    one.issued -= begun_at_;
    one.done -= begun_at_;
    segment->last_done = std::max(segment->last_done, one.done);
    segment->served.push_back(one);
  }
  known = std::move(segment);
}

// To the next boundary between segments; near its end, to the end.
void StreamRun::step() {
  if (State* const there = here_) {
    come_down();
    if (drained()) return;
    begin_segment(there);
  }
  const auto segment_of = [this] {
    return source_.left() <= SegmentMemory::kRest ? -1 : source_.left() / SegmentMemory::kRequests;
  };
  const std::int64_t now_in = segment_of();
  do step_once();
  while (segment_of() == now_in && !drained());
  State* const here = memory_.worth_asking() ? state_here() : nullptr;
  end_segment(here);
  begin_segment(here);
  go_ahead();
}

void StreamRun::advance_one() {
  served_.clear();
  come_down();
  begun_ = nullptr;
  stepped_.clear();
  step_once();
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
