// What will happen when: a heap of times with what to do. Equal times come out by core, engine and
// order of entry, so that nothing depends on the order in which cores were built.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "isa/run/path.h"

namespace tessera {

template <class Event>  // has core and engine
class Agenda {
 public:
  void add(Picoseconds time, Event event) {
    std::size_t place = events_.size();
    if (vacant_.empty()) {
      events_.push_back(std::move(event));
    } else {
      place = vacant_.back();
      vacant_.pop_back();
      events_[place] = std::move(event);
    }
    const Event& kept = events_[place];
    heap_.push({time, kept.core, kept.engine, entered_++, place});
  }

  std::optional<Picoseconds> next_time() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.top().time;
  }

  // The next event if it is due by `now`.
  std::optional<Event> take(Picoseconds now) {
    if (heap_.empty() || heap_.top().time > now) return std::nullopt;
    const std::size_t place = heap_.top().place;
    heap_.pop();
    vacant_.push_back(place);
    return std::move(events_[place]);
  }

 private:
  struct Entry {
    Picoseconds time;
    int core;
    int engine;
    std::int64_t entered;
    std::size_t place;
    bool operator>(const Entry& other) const {
      if (time != other.time) return time > other.time;
      if (core != other.core) return core > other.core;
      if (engine != other.engine) return engine > other.engine;
      return entered > other.entered;
    }
  };
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
  std::vector<Event> events_;
  std::vector<std::size_t> vacant_;
  std::int64_t entered_ = 0;
};

}  // namespace tessera
