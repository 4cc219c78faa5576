#include <fmt/format.h>

#include <algorithm>

#include "sim/app/simulate/mixed_execution.h"
#include "sim/app/simulate/overlapped.h"
#include "sim/app/simulate/two_chains.h"

namespace tessera {
namespace {

struct HalfTimes {
  BatchTimes times;
  Chain chain;
};

// Operators in the order of their kernels, every repeat of a section.
std::vector<int> order_of(const Program& program) {
  std::vector<int> order;
  for (const Section& section : program.sections) {
    const std::vector<int> once = operators_of(section);
    for (std::int64_t copy = 0; copy < section.repeat; ++copy)
      order.insert(order.end(), once.begin(), once.end());
  }
  return order;
}

// The `index`-th of `parts` equal parts; all parts sum to `whole`.
Picoseconds part_of(Picoseconds whole, std::int64_t index, std::int64_t parts) {
  return whole / parts + Picoseconds(index < whole.count() % parts ? 1 : 0);
}

Chain chain_of(const Program& program, const BatchTimes& times) {
  const std::vector<int> order = order_of(program);
  std::vector<std::int64_t> visits(program.operators.size(), 0), seen = visits;
  for (const int op : order) ++visits[static_cast<std::size_t>(op)];
  Chain chain;
  for (const int op : order) {
    const auto i = static_cast<std::size_t>(op);
    chain.push_back({op, times.communicates[i], part_of(times.of(i).time, seen[i], visits[i]),
                     part_of(times.slowest(i).time, seen[i], visits[i])});
    ++seen[i];
  }
  return chain;
}

class Account {
 public:
  Account(const ChipSpec& chip, const std::array<const HalfTimes*, 2>& halves,
          const ChainSchedule& schedule)
      : chip_(chip), halves_(halves), schedule_(schedule) {}

  OverlappedExecution take() {
    const std::size_t operators = schedule_.operators[0].size();
    for (std::size_t op = 0; op < operators; ++op) add_operator(op);
    sum_operators(chip_, result_.execution);
    add_engines();
    for (const HalfTimes* half : halves_)
      result_.execution.instructions += half->times.among.instructions;
    return std::move(result_);
  }

 private:
  void add_operator(std::size_t op) {
    OperatorExecution both;
    for (std::size_t h = 0; h < 2; ++h) {
      const BatchTimes& times = halves_[h]->times;
      const StepTimes& found = schedule_.operators[h][op];
      const OperatorExecution& alone = times.of(op);
      const double share = alone.time.count() > 0 ? ratio(found.beside, alone.time) : 0;
      add_mixed({alone, times.slowest(op), share}, found.charged, both);
      if (times.communicates[op]) result_.overlapped.communication += alone.time;
      result_.overlapped.hidden += found.hidden;
      result_.overlapped.beside += found.beside;
    }
    close_traffic(chip_, both.time, both.traffic);
    result_.execution.operators.push_back(std::move(both));
  }

  // As busy as for the halves one after the other; else idle.
  void add_engines() {
    std::vector<Occupancy>& engines = result_.execution.occupancies;
    engines = halves_[0]->times.among.occupancies;
    const std::vector<Occupancy>& second = halves_[1]->times.among.occupancies;
    const Picoseconds elapsed = schedule_.elapsed;
    for (std::size_t i = 0; i < engines.size(); ++i) {
      Occupancy& engine = engines[i];
      engine.busy = std::min(engine.busy + second[i].busy, elapsed);
      engine.blocked = std::min(engine.blocked + second[i].blocked, elapsed - engine.busy);
      engine.starved = elapsed - engine.busy - engine.blocked;
    }
  }

  const ChipSpec& chip_;
  const std::array<const HalfTimes*, 2>& halves_;
  const ChainSchedule& schedule_;
  OverlappedExecution result_;
};

// A step begins behind the one before it in its chain or the one that held what it runs on,
// whichever ended last.
SpanTrace trace_of(const ChainSchedule& schedule, const Program& program) {
  SpanTrace trace;
  trace.tracks = {"operators", "collectives"};
  for (const int half : {1, 2})
    for (const OperatorRecord& op : program.operators)
      trace.names.push_back(fmt::format("half {}: {}", half, op.name));
  std::array<int, 2> last_of_chain{-1, -1}, last_on_track{-1, -1};
  for (const ChainSpan& one : schedule.spans) {
    Span span;
    span.track = one.communicates ? 1 : 0;
    span.name = static_cast<int>(one.chain * program.operators.size()) + one.op;
    span.begin = one.begin;
    span.end = one.end;
    int& chain = last_of_chain[one.chain];
    int& track = last_on_track[static_cast<std::size_t>(span.track)];
    span.after = std::max(chain, track);  // spans are by their end
    chain = track = trace.last = static_cast<int>(trace.spans.size());
    trace.spans.push_back(span);
    trace.complete_to = span.end;
  }
  return trace;
}

}  // namespace

OverlappedExecution execute_halves(const Halves& halves, const HeldChip& on,
                                   const ExecuteProgram& execute, bool trace) {
  std::vector<HalfTimes> all;
  for (const LoweredBatch& half : halves.halves) {
    BatchTimes times = times_of(half, on.chip, on.cores_held, execute);
    Chain chain = chain_of(half.among, times);
    all.push_back({std::move(times), std::move(chain)});
  }
  const std::array<const HalfTimes*, 2> both = {&all.front(), &all.back()};
  const Program& program = halves.first().among;
  const ChainSchedule found =
      schedule({&both[0]->chain, &both[1]->chain}, program.operators.size());
  OverlappedExecution result = Account(on.chip, both, found).take();
  if (trace) result.execution.trace = trace_of(found, program);
  return result;
}

}  // namespace tessera
