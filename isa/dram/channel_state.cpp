// The state of a channel that serves one sequential stream, as numbers that forget where and when:
// two states that save alike go on alike, whatever their clocks and rows.
#include <algorithm>
#include <cassert>

#include "isa/dram/channel.h"

namespace tessera::dram {
namespace {

// An open row, relative to that of the next transaction: requests in the queue may be for rows that
// far back. A row that the stream does not need is as good as any other.
constexpr std::int64_t kRowsBack = 16;
constexpr std::int32_t kClosedRow = -kRowsBack - 2, kOtherRow = -kRowsBack - 1;
constexpr Clock kLongAgo = -(Clock{1} << 20);
// A change of direction so long ago holds nobody back any more.
constexpr Clock kLongestHold = -512;

// The way from one row to another, the shorter one round the end of the memory.
std::int64_t wrapped(std::int64_t way, std::int64_t rows) {
  if (way > rows / 2) return way - rows;
  return way < -(rows / 2) ? way + rows : way;
}

std::int32_t offset(Clock clock, Clock now, Clock least) {
  return static_cast<std::int32_t>(std::max(clock - now, least));
}

}  // namespace

void Channel::save_request(const Request& request, std::int32_t*& out) const {
  *out++ = static_cast<std::int32_t>(accepted_ - request.order);
  *out++ = offset(request.arrival, now_, kLongAgo);
  *out++ = (request.delayed ? 1 : 0) | (request.touched ? 2 : 0);
}

std::vector<int> Channel::active_by_opening() const {
  std::vector<int> banks;
  active_.banks().for_each(queues_.words(), [&](int bank) { banks.push_back(bank); });
  std::ranges::sort(banks, {}, [this](int bank) { return active_.opening(bank); });
  return banks;
}

// Rows from the oldest request that may wait to the next one.
std::int64_t Channel::requests_span_rows() const {
  const std::int64_t waiting =
      policy_.read_depth + policy_.write_depth + spec_.organisation.all_banks();
  return waiting / static_cast<std::int64_t>(map_.step(AddressField::kRow)) + 2;
}

bool Channel::saves() const {
  return !policy_.bank_machines() && policy_.queues == Queues::kSeparate &&
         policy_.activate_frees_slot && pending_.empty() && postponed_.empty() &&
         opening_bank_ < 0 && !synchronised_ && rows_above_all_ &&
         requests_span_rows() < kRowsBack && spec_.organisation.rows > 2 * kRowsBack + 2;
}

std::size_t Channel::most_saved() const {
  constexpr std::size_t kPerBank = 3, kPerRequest = 3, kSingle = 16;
  return kSingle + bus_free_.size() + timing_.most_saved() + kPerBank * opened_after_.size() +
         kPerRequest * (static_cast<std::size_t>(unserved_) + 1);
}

void Channel::save_stream(std::uint64_t next, bool write,
                          std::vector<std::int32_t>& numbers) const {
  numbers.resize(most_saved());
  std::int32_t* out = numbers.data();
  const auto put = [&out](auto number) { *out++ = static_cast<std::int32_t>(number); };
  const std::int64_t row = map_.place(next).row;
  const std::int32_t edge = spec_.clocks.every_other ? static_cast<std::int32_t>(now_ & 1) : 0;
  put(static_cast<std::int32_t>(next % map_.step(AddressField::kRow)) * 2 + edge);
  put((write_mode_ ? 1 : 0) | (mode_stale_ ? 2 : 0) | (mode_before_ ? 4 : 0));
  put(mode_slot_ > now_ ? offset(mode_slot_, now_, 0) : 0);
  put(offset(mode_since_, now_, kLongestHold));
  put(offset(refreshed_at_, now_, kLongestHold));
  put(offset(column_floor_, now_, 0));
  put(offset(row_floor_, now_, 0));
  put(offset(data_clock_until_, now_, 0));
  for (const Clock free : bus_free_) put(offset(free, now_, kLongAgo));
  timing_.save(now_, out);
  for (std::size_t bank = 0; bank < opened_after_.size(); ++bank) {
    const std::int64_t open = queues_.open_row(static_cast<int>(bank));
    const std::int64_t from_next = wrapped(open - row, spec_.organisation.rows);
    put(open == RequestQueues::kClosed            ? kClosedRow
        : from_next < -kRowsBack || from_next > 1 ? kOtherRow
                                                  : static_cast<std::int32_t>(from_next));
    // What opened a row that is open, or closed one that is closed: the rest is forgotten anyhow.
    const RowDelay delay = out[-1] == kOtherRow    ? RowDelay()
                           : out[-1] == kClosedRow ? closed_after_[bank]
                                                   : opened_after_[bank];
    put(static_cast<std::int32_t>(delay.cause));
    put(static_cast<std::int32_t>(delay.slots));
  }
  const std::vector<int> waiting = queues_.by_order(write);
  put(static_cast<std::int32_t>(waiting.size()));
  for (const int index : waiting) save_request(queues_.request(index), out);
  const std::vector<int> active = active_by_opening();
  put(static_cast<std::int32_t>(active.size()));
  for (const int bank : active) save_request(queues_.request(active_.request(bank)), out);
  assert(out <= numbers.data() + numbers.size() && "most_saved() is the most");
  numbers.resize(static_cast<std::size_t>(out - numbers.data()));
}

Request Channel::restored_request(std::uint64_t next, bool write, std::int64_t tag,
                                  const std::int32_t*& saved) const {
  Request request;
  const std::int32_t ago = *saved++;
  const Place place = map_.place(next - static_cast<std::uint64_t>(ago));
  request.order = accepted_ - ago;
  request.arrival = now_ + *saved++;
  request.delayed = (*saved & 1) != 0;
  request.touched = (*saved++ & 2) != 0;
  request.tag = tag;
  request.row = place.row;
  request.bank = place.bank;
  request.write = write;
  return request;
}

void Channel::restore_stream(std::uint64_t next, bool write, std::int64_t tag, Clock now,
                             const std::vector<std::int32_t>& numbers) {
  const std::int64_t row = map_.place(next).row;
  const std::int64_t rows = spec_.organisation.rows;
  const std::int32_t* saved = numbers.data() + 1;
  now_ = now;
  write_mode_ = (*saved & 1) != 0;
  mode_stale_ = (*saved & 2) != 0;
  mode_before_ = (*saved++ & 4) != 0;
  mode_slot_ = *saved > 0 ? now + *saved : -1;
  ++saved;
  mode_since_ = now + *saved++;
  refreshed_at_ = now + *saved++;
  column_floor_ = now + *saved++;
  row_floor_ = now + *saved++;
  data_clock_until_ = now + *saved++;
  for (Clock& free : bus_free_) free = now + *saved++;
  saved = timing_.restore(now, saved);
  queues_.clear();
  active_.clear();
  for (std::size_t bank = 0; bank < opened_after_.size(); ++bank) {
    const std::int32_t open = *saved++;
    // A row that the stream did not need before and does not need now is the same one.
    if (open != kOtherRow)
      queues_.set_open_row(static_cast<int>(bank), open == kClosedRow ? RequestQueues::kClosed
                                                                      : (row + open + rows) % rows);
    RowDelay& delay = open == kClosedRow ? closed_after_[bank] : opened_after_[bank];
    delay.cause = static_cast<LossCause>(*saved++);
    delay.slots = *saved++;
  }
  waiting_[write] = *saved++;
  waiting_[!write] = 0;
  for (int i = 0; i < waiting_[write]; ++i) queues_.add(restored_request(next, write, tag, saved));
  const std::int32_t active = *saved++;
  for (int i = 0; i < active; ++i) {
    const Request request = restored_request(next, write, tag, saved);
    active_.add(request.bank, write, queues_.add_apart(request), request.arrival, 0);
  }
  unserved_ = waiting_[write] + active;
  held_ = active_.banks();
  forget_choice();
  next_known_ = false;
}

}  // namespace tessera::dram
