#include "sim/app/simulate/overlapped.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/simulate/two_chains.h"

namespace tessera {
namespace {

// What each operator of one half does when it has what it needs to itself.
struct HalfTimes {
  Execution among;                  // collectives among operators
  Execution alone;                  // operators
  std::optional<Execution> beside;  // operators on fewer cores
  std::vector<bool> communicates;   // by operator
  Chain chain;

  const OperatorExecution& of(std::size_t op) const {
    return communicates[op] ? among.operators[op] : alone.operators[op];
  }
  // Fewer cores are not faster: a kernel may leave some idle.
  const OperatorExecution& slowest(std::size_t op) const {
    const bool slower = beside && beside->operators[op].time > of(op).time;
    return slower ? beside->operators[op] : of(op);
  }
};

std::vector<bool> communicating(const Program& program) {
  std::vector<bool> communicates(program.operators.size(), false);
  for (const Section& section : program.sections)
    for (const Kernel& kernel : section.kernels)
      if (is_collective(kernel)) communicates[static_cast<std::size_t>(kernel.op)] = true;
  return communicates;
}

// Operators in the order of their kernels, every repeat of a section.
std::vector<int> order_of(const Program& program) {
  std::vector<int> order;
  for (const Section& section : program.sections) {
    std::vector<int> once;
    for (const Kernel& kernel : section.kernels)
      if (once.empty() || once.back() != kernel.op) once.push_back(kernel.op);
    for (std::int64_t copy = 0; copy < section.repeat; ++copy)
      order.insert(order.end(), once.begin(), once.end());
  }
  return order;
}

// The `index`-th of `parts` equal parts; all parts sum to `whole`.
Picoseconds part_of(Picoseconds whole, std::int64_t index, std::int64_t parts) {
  const Picoseconds each = whole / parts;
  return each + Picoseconds(index < whole.count() % parts ? 1 : 0);
}

Chain chain_of(const Program& program, const HalfTimes& times) {
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

HalfTimes times_of(const HalfBatch& half, const ChipSpec& chip, std::int64_t cores_held,
                   const ExecuteProgram& execute) {
  HalfTimes times;
  times.communicates = communicating(half.lowered.program);
  times.among = execute(chip, half.lowered.program);
  times.alone = execute(chip, half.operators);
  if (half.beside) {
    ChipSpec fewer = chip;
    fewer.core.count -= cores_held;
    times.beside = execute(fewer, *half.beside);
  }
  times.chain = chain_of(half.lowered.program, times);
  return times;
}

// The causes in their proportions, `whole` in all; what rounding leaves is the largest one's.
StallStack scaled_to(Picoseconds whole, const StallStack& stalls) {
  StallStack scaled;
  const Picoseconds before = stalls.total();
  auto largest = StallCause::kChipLink;
  for (std::size_t i = 0; i < kStallCauses && before.count() != 0; ++i) {
    const auto cause = static_cast<StallCause>(i);
    scaled[cause] = Picoseconds(
        std::llround(ratio(stalls[cause], before) * static_cast<double>(whole.count())));
    if (scaled[cause] > scaled[largest]) largest = cause;
  }
  scaled[largest] += whole - scaled.total();
  return scaled;
}

// Of an operator that ran a `share` of its work beside collectives.
StallStack mixed(const StallStack& alone, const StallStack& beside, double share) {
  StallStack mix;
  for (std::size_t i = 0; i < kStallCauses; ++i) {
    const auto cause = static_cast<StallCause>(i);
    mix[cause] = Picoseconds(std::llround(static_cast<double>(alone[cause].count()) * (1 - share) +
                                          static_cast<double>(beside[cause].count()) * share));
  }
  return mix;
}

void close(BandwidthLoss& traffic, const ChipSpec& chip, Picoseconds time) {
  traffic.peak_bytes = chip.memory.peak_bandwidth.count() * to_seconds(time);
  traffic.idle_bytes = 0;
  traffic.idle_bytes = traffic.peak_bytes - traffic.moved_bytes - traffic.losses();
}

class Account {
 public:
  Account(const ChipSpec& chip, const std::array<const HalfTimes*, 2>& halves,
          const ChainSchedule& schedule)
      : chip_(chip), halves_(halves), schedule_(schedule) {}

  OverlappedExecution take() {
    const std::size_t operators = halves_[0]->communicates.size();
    for (std::size_t op = 0; op < operators; ++op) add_operator(op);
    Execution& e = result_.execution;
    e.elapsed = schedule_.elapsed;
    BandwidthLoss memory;
    for (const OperatorExecution& one : e.operators) {
      e.stalls += one.stalls;
      e.actions += one.actions;
      memory += one.traffic;
    }
    close(memory, chip_, e.elapsed);
    e.memories.push_back(memory);
    add_engines();
    for (const HalfTimes* half : halves_) e.instructions += half->among.instructions;
    return std::move(result_);
  }

 private:
  void add_operator(std::size_t op) {
    OperatorExecution both;
    for (std::size_t h = 0; h < 2; ++h) {
      const HalfTimes& half = *halves_[h];
      const StepTimes& times = schedule_.operators[h][op];
      const OperatorExecution& alone = half.of(op);
      const OperatorExecution& beside = half.slowest(op);
      const double share = alone.time.count() > 0 ? ratio(times.beside, alone.time) : 0;
      both.time += times.charged;
      both.stalls += scaled_to(times.charged, mixed(alone.stalls, beside.stalls, share));
      both.actions += alone.actions * (1 - share);
      both.actions += beside.actions * share;
      both.traffic += alone.traffic * (1 - share);
      both.traffic += beside.traffic * share;
      if (half.communicates[op]) {
        result_.overlapped.communication += alone.time;
        result_.overlapped.hidden += times.hidden;
      }
      result_.overlapped.beside += times.beside;
    }
    close(both.traffic, chip_, both.time);
    result_.execution.operators.push_back(std::move(both));
  }

  // As busy as for the halves one after the other; else idle.
  void add_engines() {
    std::vector<Occupancy>& engines = result_.execution.occupancies;
    engines = halves_[0]->among.occupancies;
    const std::vector<Occupancy>& second = halves_[1]->among.occupancies;
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

std::vector<Span> spans_of(const ChainSchedule& schedule, const Program& program) {
  std::vector<Span> spans;
  for (const ChainSpan& one : schedule.spans)
    spans.push_back({one.communicates ? "collectives" : "operators",
                     fmt::format("half {}: {}", one.chain + 1,
                                 program.operators[static_cast<std::size_t>(one.op)].name),
                     one.begin, one.end});
  return spans;
}

}  // namespace

OverlappedExecution execute_overlapped(const Halves& halves, const ChipSpec& chip,
                                       const ExecuteProgram& execute, bool trace) {
  std::vector<HalfTimes> times;
  for (const HalfBatch& half : halves.halves)
    times.push_back(times_of(half, chip, halves.cores_held, execute));
  const std::array<const HalfTimes*, 2> both = {&times.front(), &times.back()};
  const Program& program = halves.first().lowered.program;
  const ChainSchedule found =
      schedule({&both[0]->chain, &both[1]->chain}, program.operators.size());
  OverlappedExecution result = Account(chip, both, found).take();
  if (trace) result.execution.spans = spans_of(found, program);
  return result;
}

}  // namespace tessera
