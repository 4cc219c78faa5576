// Work in the library from Python: its interpreter lock is given back, and one call at a time is
// let in, as SystemC has one kernel per process.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <utility>

namespace tessera::python {

// Asks Python for Ctrl-C from code that does not hold its lock. Only Python's main thread hears.
class Signals {
 public:
  bool raised();         // a handler has raised; asks a few times a second
  void rethrow() const;  // what it raised, if it did; with Python's lock

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_ = Clock::now();
  std::optional<pybind11::error_already_set> error_;
};

// Python's other threads go on while one of these lives, and no other one does.
class Alone {
 public:
  explicit Alone(Signals& signals);
  // False: a signal came while another call was at work.
  bool let_in() const { return turn_.owns_lock(); }

 private:
  pybind11::gil_scoped_release released_;
  std::unique_lock<std::timed_mutex> turn_;
};

// `work(signals)`, alone. What a signal's handler raised goes before how the work ended.
template <class Work>
auto alone(Work work) {
  Signals signals;
  std::optional<decltype(work(signals))> result;
  try {
    const Alone turn(signals);
    if (turn.let_in()) result = work(signals);
  } catch (...) {
    signals.rethrow();
    throw;
  }
  signals.rethrow();
  return std::move(*result);
}

}  // namespace tessera::python
