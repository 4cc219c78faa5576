#include "isa/dram/request_queues.h"

#include <algorithm>
#include <cassert>

namespace tessera::dram {

RequestQueues::RequestQueues(int banks, int most_requests)
    : pool_(static_cast<std::size_t>(most_requests)),
      open_row_(static_cast<std::size_t>(banks), kClosed),
      words_((banks + 63) / 64) {
  for (int i = most_requests - 1; i >= 0; --i) free(i);
  for (const bool write : {false, true}) {
    hits_[write].resize(static_cast<std::size_t>(banks));
    misses_[write].resize(static_cast<std::size_t>(banks));
  }
}

void RequestQueues::lead(List& list, int index) {
  list.head = index;
  list.arrival = request(index).arrival;
  list.order = request(index).order;
}

void RequestQueues::append(List& list, int index) {
  request(index).next = -1;
  if (list.tail < 0)
    lead(list, index);
  else
    request(list.tail).next = index;
  list.tail = index;
}

void RequestQueues::pop(List& list) {
  const int next = request(list.head).next;
  if (next >= 0)
    lead(list, next);
  else
    list = {};
}

int RequestQueues::add_apart(const Request& added) {
  assert(free_ >= 0 && "the caller has checked that there is room");
  const int index = free_;
  free_ = request(index).next;
  request(index) = added;
  return index;
}

int RequestQueues::add(const Request& added) {
  const int index = add_apart(added);
  const auto bank = static_cast<std::size_t>(added.bank);
  if (open_row_[bank] == added.row) {
    append(hits_[added.write][bank], index);
    with_hits_[added.write].insert(added.bank);
  } else {
    append(misses_[added.write][bank], index);
    with_misses_[added.write].insert(added.bank);
  }
  return index;
}

void RequestQueues::pop_hit(bool write, int bank) {
  List& list = hits_[write][static_cast<std::size_t>(bank)];
  pop(list);
  if (list.head < 0) with_hits_[write].erase(bank);
}

void RequestQueues::pop_miss(bool write, int bank) {
  List& list = misses_[write][static_cast<std::size_t>(bank)];
  pop(list);
  if (list.head < 0) with_misses_[write].erase(bank);
}

std::vector<int> RequestQueues::by_order(bool write) const {
  // Lists are by age already; most are short or empty.
  std::vector<std::pair<std::int64_t, int>> all;
  all.reserve(pool_.size());
  const auto take = [&](int bank) {
    for (const auto* lists : {&hits_[write], &misses_[write]}) {
      const List& list = (*lists)[static_cast<std::size_t>(bank)];
      for (int index = list.head; index >= 0; index = request(index).next)
        all.emplace_back(request(index).order, index);
    }
  };
  with_hits_[write].for_each(words_, take);
  with_misses_[write].for_each_not_in(with_hits_[write], words_, take);
  // In a stream the oldest and the youngest lie close together, so that each has a place of its
  // own.
  if (all.empty()) return {};
  const auto [oldest, youngest] = std::ranges::minmax(all);
  std::vector<int> places(static_cast<std::size_t>(youngest.first - oldest.first) + 1, -1);
  for (const auto& [order, index] : all)
    places[static_cast<std::size_t>(order - oldest.first)] = index;
  std::erase(places, -1);
  return places;
}

void RequestQueues::clear() {
  for (const bool write : {false, true}) {
    std::ranges::fill(hits_[write], List{});
    std::ranges::fill(misses_[write], List{});
    with_hits_[write] = with_misses_[write] = {};
  }
  free_ = -1;
  for (int i = static_cast<int>(pool_.size()) - 1; i >= 0; --i) free(i);
}

void RequestQueues::free(int index) {
  request(index).next = free_;
  free_ = index;
}

void RequestQueues::open_direction(bool write, int bank, std::int64_t row) {
  List& misses = misses_[write][static_cast<std::size_t>(bank)];
  List& hits = hits_[write][static_cast<std::size_t>(bank)];
  List left;
  for (int index = misses.head; index >= 0;) {
    const int next = request(index).next;
    append(request(index).row == row ? hits : left, index);
    index = next;
  }
  misses = left;
  if (misses.head < 0) with_misses_[write].erase(bank);
  if (hits.head >= 0) with_hits_[write].insert(bank);
}

void RequestQueues::open(int bank, std::int64_t row) {
  set_open_row(bank, row);
  open_direction(false, bank, row);
  open_direction(true, bank, row);
}

void RequestQueues::close_direction(bool write, int bank) {
  List& misses = misses_[write][static_cast<std::size_t>(bank)];
  List& hits = hits_[write][static_cast<std::size_t>(bank)];
  if (hits.head < 0) return;
  List merged;
  int a = hits.head, b = misses.head;
  while (a >= 0 || b >= 0) {
    const bool take_a = b < 0 || (a >= 0 && request(a).order < request(b).order);
    int& from = take_a ? a : b;
    const int next = request(from).next;
    append(merged, from);
    from = next;
  }
  misses = merged;
  hits = {};
  with_hits_[write].erase(bank);
  with_misses_[write].insert(bank);
}

void RequestQueues::close(int bank) {
  set_open_row(bank, kClosed);
  close_direction(false, bank);
  close_direction(true, bank);
}

}  // namespace tessera::dram
