// Which transfer ends next: a heap whose entries can be moved and taken out. Of equal times the
// lower number comes first.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace tessera::noc {

class TransferHeap {
 public:
  bool empty() const { return heap_.empty(); }
  double top_time() const { return heap_.front().time; }
  int top() const { return heap_.front().transfer; }

  // Adds it, or moves it.
  void set(int transfer, double time) {
    const auto t = static_cast<std::size_t>(transfer);
    if (t >= place_.size()) place_.resize(t + 1, kAbsent);
    if (place_[t] == kAbsent) {
      place_[t] = heap_.size();
      heap_.push_back({time, transfer});
      rise(place_[t]);
      return;
    }
    heap_[place_[t]].time = time;
    if (!rise(place_[t])) sink(place_[t]);
  }

  void pop() {
    place_[static_cast<std::size_t>(heap_.front().transfer)] = kAbsent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (heap_.empty()) return;
    put(0, last);
    sink(0);
  }

 private:
  struct Entry {
    double time;
    std::int32_t transfer;
    bool before(const Entry& other) const {
      return time < other.time || (time == other.time && transfer < other.transfer);
    }
  };
  static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

  void put(std::size_t i, const Entry& entry) {
    heap_[i] = entry;
    place_[static_cast<std::size_t>(entry.transfer)] = i;
  }

  bool rise(std::size_t i) {
    const Entry entry = heap_[i];
    const std::size_t from = i;
    for (; i > 0 && entry.before(heap_[(i - 1) / 2]); i = (i - 1) / 2) put(i, heap_[(i - 1) / 2]);
    put(i, entry);
    return i != from;
  }

  void sink(std::size_t i) {
    const Entry entry = heap_[i];
    for (;;) {
      std::size_t child = 2 * i + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
      if (!heap_[child].before(entry)) break;
      put(i, heap_[child]);
      i = child;
    }
    put(i, entry);
  }

  std::vector<Entry> heap_;
  std::vector<std::size_t> place_;  // by transfer
};

}  // namespace tessera::noc
