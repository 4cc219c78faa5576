#include "isa/dram/request_queues.h"

#include <algorithm>

namespace tessera::dram {

RequestQueues::RequestQueues(int banks, int most_requests)
    : pool_(static_cast<std::size_t>(most_requests)),
      hits_{Lists(banks), Lists(banks)},
      misses_{Lists(banks), Lists(banks)},
      open_row_(static_cast<std::size_t>(banks), kClosed),
      words_((banks + 63) / 64) {
  for (int i = most_requests - 1; i >= 0; --i) free(i);
}

std::vector<int> RequestQueues::by_order(bool write) const {
  // Lists are by age already; most are short or empty.
  std::vector<std::pair<std::int64_t, int>> all;
  all.reserve(pool_.size());
  const auto take = [&](int bank) {
    for (const int head : {first_hit(write, bank), first_miss(write, bank)})
      for (int index = head; index >= 0; index = request(index).next)
        all.emplace_back(request(index).order, index);
  };
  hits_[write].banks.for_each(words_, take);
  misses_[write].banks.for_each_not_in(hits_[write].banks, words_, take);
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
    for (Lists* lists : {&hits_[write], &misses_[write]}) {
      std::ranges::fill(lists->by_bank, List{});
      lists->banks = {};
    }
  }
  free_ = -1;
  for (int i = static_cast<int>(pool_.size()) - 1; i >= 0; --i) free(i);
}

// Most misses of a bank are for other rows still, and often all.
void RequestQueues::open_direction(bool write, int bank, std::int64_t row) {
  int index = first_miss(write, bank);
  while (index >= 0 && request(index).row != row) index = request(index).next;
  if (index < 0) return;
  index = first_miss(write, bank);
  drop(misses_[write], bank);
  while (index >= 0) {
    const int next = request(index).next;
    append(request(index).row == row ? hits_[write] : misses_[write], bank, index);
    index = next;
  }
}

void RequestQueues::open(int bank, std::int64_t row) {
  set_open_row(bank, row);
  for (const bool write : {false, true})
    if (first_miss(write, bank) >= 0) open_direction(write, bank, row);
}

void RequestQueues::close_direction(bool write, int bank) {
  int hit = first_hit(write, bank), miss = first_miss(write, bank);
  drop(hits_[write], bank);
  if (miss >= 0) drop(misses_[write], bank);
  while (hit >= 0 || miss >= 0) {
    const bool take_hit = miss < 0 || (hit >= 0 && request(hit).order < request(miss).order);
    int& from = take_hit ? hit : miss;
    const int next = request(from).next;
    append(misses_[write], bank, from);
    from = next;
  }
}

void RequestQueues::close(int bank) {
  set_open_row(bank, kClosed);
  for (const bool write : {false, true})
    if (first_hit(write, bank) >= 0) close_direction(write, bank);
}

}  // namespace tessera::dram
