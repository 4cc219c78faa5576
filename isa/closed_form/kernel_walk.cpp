#include "isa/closed_form/kernel_walk.h"

#include <algorithm>

#include "isa/run/instruction_queue.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

// Shorter repeats are walked to their end.
constexpr std::int64_t kWorthSkipping = 4;

}  // namespace

template <class Mark>
KernelWalk<Mark>::KernelWalk(const ChipSpec& chip, const WalkedKernel& kernel, std::size_t stream,
                             const Mark& earlier, Picoseconds hops)
    : chip_(chip),
      source_(*kernel.compiled->source),
      stream_(std::get<std::vector<Stream>>(source_.work)[stream]),
      compiled_(kernel.compiled->streams[stream]),
      timed_(kernel.timed[stream]),
      earlier_(earlier),
      hops_(hops) {}

template <class Mark>
void KernelWalk<Mark>::enter(CoreState<Mark>& core) {
  core_ = &core;
  core.tokens.assign(source_.tokens.size(), {});
  for (std::size_t t = 0; t < source_.tokens.size(); ++t) {
    for (int i = 0; i < source_.tokens[t].initial; ++i) core.tokens[t].put(Mark{});
  }
  for (EngineState<Mark>& engine : core.engines) engine.completed = Mark{};
}

template <class Mark>
Mark KernelWalk<Mark>::run(CoreState<Mark>& core) {
  const CoreState<Mark> before = core;
  enter(core);
  std::size_t next = 0;
  if (!walk(stream_.body, next)) {
    // Some instruction waits for one that the text has later, in another queue.
    core = before;
    instructions_ = 0;
    enter(core);
    walk_queue_by_queue();
  }
  Mark last;
  for (std::size_t e = 0; e < kEngines; ++e) {
    last = later(last, core.engines[e].completed);
    if (!compiled_.queues[e].empty()) last = later(last, core.engines[e].free);
  }
  return last;
}

// In the order of the text; false if that order does not work.
template <class Mark>
bool KernelWalk<Mark>::walk(const std::vector<Instruction>& body, std::size_t& next) {
  for (const Instruction& instruction : body) {
    if (const auto* repeat = std::get_if<Repeat>(&instruction.operation)) {
      if (!walk_repeat(*repeat, next)) return false;
    } else if (!execute(timed_[next++])) {
      return false;
    }
  }
  return true;
}

// One state is kept from the iterations 1, 2, 4, 8, ... (Brent), so that periods of several
// iterations are found too.
template <class Mark>
bool KernelWalk<Mark>::walk_repeat(const Repeat& repeat, std::size_t& next) {
  if (repeat.count <= 0) return true;
  const std::size_t first = next;
  CoreState<Mark> kept;
  std::int64_t kept_at = 0;
  std::int64_t keep_next = repeat.count < kWorthSkipping ? repeat.count : 1;
  for (std::int64_t i = 1; i <= repeat.count; ++i) {
    next = first;
    if (!walk(repeat.body, next)) return false;
    if (i == repeat.count) break;
    if (kept_at > 0 && core_->shift_since(kept)) {
      const std::int64_t period = i - kept_at;
      const std::int64_t times = (repeat.count - i) / period;
      core_->repeat_since(kept, times);
      i += times * period;
      kept_at = 0;
      keep_next = repeat.count;
      if (i == repeat.count) break;
    } else if (i == keep_next) {
      kept = *core_;
      kept_at = i;
      keep_next = 2 * i;
    }
  }
  return true;
}

template <class Mark>
bool KernelWalk<Mark>::ready(const Instruction& instruction) const {
  return std::ranges::all_of(instruction.waits, [&](const TokenUse& wait) {
    return core_->tokens[static_cast<std::size_t>(wait.token)].size() >=
           static_cast<std::size_t>(wait.count);
  });
}

// How much longer `transfer` takes because the core's other direction moves bytes at the same time.
// The other one was walked first and keeps its time: what one gets too early the other pays.
template <class Mark>
Mark KernelWalk<Mark>::contention(const TimedInstruction& transfer, const Mark& from) const {
  const bool is_store = transfer.compiled->engine == Engine::kStore;
  const EngineState<Mark>& other =
      core_->engines[static_cast<std::size_t>(is_store ? Engine::kLoad : Engine::kStore)];
  Mark slowed;
  if (other.transfer == nullptr || transfer.moving == Picoseconds(0)) return slowed;
  double lost = 0;  // share of its rate while both move
  std::size_t tightest = 0;
  for (std::size_t r = 0; r < kSharedResources; ++r) {
    if (transfer.use[r] == 0) continue;
    const double beyond = (transfer.use[r] + other.transfer->use[r] - 1) / transfer.use[r];
    if (beyond <= lost) continue;
    lost = std::min(beyond, 1.0);
    tightest = r;
  }
  const Picoseconds begin = from.time + transfer.busy.time - transfer.moving;
  const Picoseconds alone = std::max(other.moving_since.time - begin, Picoseconds(0));
  const Picoseconds together = other.free.time - begin - alone;
  if (lost == 0 || alone >= transfer.moving || together <= Picoseconds(0)) return slowed;
  // Ends within the other's time, or has that much left behind it.
  const double needed = static_cast<double>((transfer.moving - alone).count()) / (1 - lost) * lost;
  const double there = static_cast<double>(together.count()) * lost;
  slowed.spend(cause_of(static_cast<SharedResource>(tightest)),
               Picoseconds(static_cast<std::int64_t>(lost < 1 ? std::min(needed, there) : there)));
  return slowed;
}

template <class Mark>
bool KernelWalk<Mark>::execute(const TimedInstruction& timed) {
  const CompiledInstruction& instruction = *timed.compiled;
  if (!ready(*instruction.source)) return false;
  const auto e = static_cast<std::size_t>(instruction.engine);
  EngineState<Mark>& engine = core_->engines[e];
  Mark from = engine.free;
  bool waits_for_space = false;
  for (const TokenUse& wait : instruction.source->waits) {
    const auto token = static_cast<std::size_t>(wait.token);
    const Mark& arrived = core_->tokens[token].take(static_cast<std::size_t>(wait.count));
    if (arrived.time <= from.time) continue;
    from = arrived;
    waits_for_space = source_.tokens[token].kind == Token::Kind::kSpace;
  }
  if (instruction.is_barrier && earlier_.time > from.time) from = earlier_;
  if (instruction.is_transfer &&
      engine.in_flight.size() >= static_cast<std::size_t>(chip_.core.dma.transfers_in_flight)) {
    const Mark& landed = engine.in_flight.take(1);
    if (landed.time > from.time) {
      from = landed;
      waits_for_space = true;
    }
  }
  const Mark slowed = instruction.is_transfer ? contention(timed, from) : Mark{};
  EngineTime& time = core_->time[e];
  (waits_for_space ? time.blocked : time.starved) += from.time - engine.free.time;
  time.busy += timed.busy.time + slowed.time;
  if (instruction.is_transfer) {
    engine.moving_since.time = from.time + timed.busy.time - timed.moving;
    engine.transfer = &timed;
  }
  advance(from, timed.busy);
  advance(from, slowed);
  engine.free = from;
  advance(from, timed.latency);
  if (instruction.is_transfer) {
    if (uses_network(instruction.demand)) from.spend(StallCause::kNetwork, hops_);
    engine.in_flight.put(from);
  }
  for (const TokenUse& signal : instruction.source->signals) {
    for (int i = 0; i < signal.count; ++i) {
      core_->tokens[static_cast<std::size_t>(signal.token)].put(from);
    }
  }
  engine.completed = later(engine.completed, from);
  ++instructions_;
  return true;
}

// Every queue as far as its tokens let it, again and again.
template <class Mark>
void KernelWalk<Mark>::walk_queue_by_queue() {
  std::array<InstructionQueue, kEngines> queues;
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t e = 0; e < kEngines; ++e) {
      for (int next = queues[e].peek(compiled_.queues[e]);
           next >= 0 && execute(timed_[static_cast<std::size_t>(next)]);
           next = queues[e].peek(compiled_.queues[e])) {
        queues[e].pass();
        moved = true;
      }
    }
  }
  std::vector<int> standing_at;
  for (std::size_t e = 0; e < kEngines; ++e) {
    const int next = queues[e].peek(compiled_.queues[e]);
    if (next >= 0) standing_at.push_back(next);
  }
  if (!standing_at.empty()) report_deadlock(standing_at);
}

template <class Mark>
void KernelWalk<Mark>::report_deadlock(const std::vector<int>& standing_at) const {
  std::string text = "the program cannot go on:";
  for (const int index : standing_at) {
    const CompiledInstruction& instruction = *timed_[static_cast<std::size_t>(index)].compiled;
    text += "\n  core_" + std::to_string(stream_.cores.front()) + "." +
            std::string(name_of(instruction.engine)) + " in kernel " + source_.name;
    if (instruction.source->line > 0) {
      text += ", line " + std::to_string(instruction.source->line) + ",";
    }
    for (const TokenUse& wait : instruction.source->waits) {
      const auto token = static_cast<std::size_t>(wait.token);
      const std::size_t there = core_->tokens[token].size();
      if (there >= static_cast<std::size_t>(wait.count)) continue;
      text += " waits for " + std::to_string(wait.count) + " of token " +
              source_.tokens[token].name + ", " + std::to_string(there) + " there";
    }
  }
  throw InputError(ExitCode::kDeadlock, text);
}

template class KernelWalk<Path>;
template class KernelWalk<Moment>;

}  // namespace tessera
