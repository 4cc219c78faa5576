// Where one core stands while a kernel is walked: when its engines are free, which tokens are
// there.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "isa/closed_form/mark_queue.h"
#include "isa/program.h"
#include "isa/run/run_record.h"

namespace tessera {

struct TimedInstruction;

template <class Mark>
struct EngineState {
  Mark free;
  Mark completed;             // latest result in this kernel
  MarkQueue<Mark> in_flight;  // completions of the latest transfers, as many as fit
  // The latest transfer: since when its bytes move (until `free`), and what it is.
  Mark moving_since;
  const TimedInstruction* transfer = nullptr;
};

template <class Mark>
struct CoreState {
  std::array<EngineState<Mark>, kEngines> engines;
  std::vector<MarkQueue<Mark>> tokens;  // of the kernel being walked
  // Counted, not compared.
  std::array<EngineTime, kEngines> time{};

  // How much later everything that moved since `before` is, if all of it moved alike and nothing
  // that stood still lies ahead: from here on the same happens again and again, because the next
  // state is a max-plus function of this one, and such functions move along with their arguments.
  std::optional<Picoseconds> shift_since(const CoreState& before) const;

  // `times` more of what happened since `before`.
  void repeat_since(const CoreState& before, std::int64_t times);
};

extern template struct CoreState<Path>;
extern template struct CoreState<Moment>;

}  // namespace tessera
