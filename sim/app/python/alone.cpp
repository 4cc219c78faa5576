#include "sim/app/python/alone.h"

namespace tessera::python {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{50};

std::timed_mutex& turns() {
  static std::timed_mutex mutex;
  return mutex;
}

}  // namespace

bool Signals::raised() {
  if (error_) return true;
  if (Clock::now() < next_) return false;
  next_ = Clock::now() + kBetweenLooks;
  const pybind11::gil_scoped_acquire lock;
  if (PyErr_CheckSignals() != 0) error_.emplace();
  return error_.has_value();
}

void Signals::rethrow() const {
  if (error_) throw pybind11::error_already_set(*error_);
}

Alone::Alone(Signals& signals) : turn_(turns(), std::defer_lock) {
  while (!turn_.try_lock_for(kBetweenLooks))
    if (signals.raised()) return;
}

}  // namespace tessera::python
