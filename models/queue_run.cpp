#include "models/queue_run.h"

#include <algorithm>
#include <cassert>

#include "isa/timing/control.h"
#include "isa/timing/network.h"

namespace tessera {
namespace {

constexpr std::size_t index_of(Engine engine) { return static_cast<std::size_t>(engine); }

int client_of(std::size_t core, std::size_t engine) {
  return static_cast<int>(core) * kEngines + static_cast<int>(engine);
}

// Queues are numbered group by group.
std::vector<int> groups_of_places(const ChipSpec& chip) {
  const std::int64_t of_a_group = ceil_divide(chip.core.count, network_groups(chip.network));
  std::vector<int> groups(static_cast<std::size_t>(chip.core.count));
  for (std::size_t core = 0; core < groups.size(); ++core)
    groups[core] = static_cast<int>(static_cast<std::int64_t>(core) / of_a_group);
  return groups;
}

std::vector<Picoseconds> latency_of_places(const ChipSpec& chip) {
  std::vector<Picoseconds> hops(static_cast<std::size_t>(chip.core.count));
  for (std::size_t core = 0; core < hops.size(); ++core) {
    hops[core] = place_latency(chip.network, static_cast<std::int64_t>(core), chip.core.count);
  }
  return hops;
}

}  // namespace

const std::vector<QueueStep>* KernelInstance::steps(std::size_t core, std::size_t engine) const {
  const int stream = kernel->stream_of_core[core];
  if (stream < 0) return nullptr;
  return &kernel->streams[static_cast<std::size_t>(stream)].queues[engine];
}

const CompiledInstruction& KernelInstance::instruction(std::size_t core, int index) const {
  const auto stream = static_cast<std::size_t>(kernel->stream_of_core[core]);
  return kernel->streams[stream].instructions[static_cast<std::size_t>(index)];
}

QueueRun::QueueRun(const ChipSpec& chip, std::vector<KernelInstance> instances, bool launch,
                   SpanRecorder* recorder)
    : chip_(chip),
      instances_(std::move(instances)),
      progress_(instances_.size()),
      cores_(static_cast<std::size_t>(chip.core.count)),
      hops_(latency_of_places(chip)),
      groups_(groups_of_places(chip)),
      transferring_(cores_.size() * kEngines),
      recorder_(recorder) {
  const std::array<double, FairShare::kResources> capacity = capacities(chip);
  for (int r = 0; r < FairShare::kResources; ++r) {
    shared_.set_capacity(r, capacity[static_cast<std::size_t>(r)]);
  }
  shared_.set_groups(static_cast<int>(network_groups(chip.network)));
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    const std::vector<int>& streams = instances_[i].kernel->stream_of_core;
    progress_[i].cores_left = std::ranges::count_if(streams, [](int s) { return s >= 0; });
  }
  const QueueCosts costs = queue_costs(chip.control);
  for (std::size_t core = 0; core < cores_.size(); ++core) {
    cores_[core].kernels.resize(instances_.size());
    Path start;
    if (recorder_ != nullptr) start.last_span = recorder_->last();
    if (launch) start.spend(StallCause::kLaunch, costs.launch);
    start.spend(StallCause::kLaunch, costs.dispatch * static_cast<std::int64_t>(core));
    for (std::size_t engine = 0; engine < kEngines; ++engine) {
      InstructionQueue& queue = cores_[core].queues[engine];
      queue.free = start;
      queue.instance = -1;
      queue.finished = !enter_next(core, engine);
      // Before its start an engine has no work.
      cores_[core].time[engine].starved += start.time;
    }
    agenda_.add(start.time, {static_cast<int>(core), 0, Event::Kind::kWake, nullptr, 0, {}});
  }
  advance_completed();
}

// The next kernel that this core has a stream for; queues with nothing in it leave at once.
bool QueueRun::enter_next(std::size_t core, std::size_t engine) {
  InstructionQueue& queue = cores_[core].queues[engine];
  for (++queue.instance; static_cast<std::size_t>(queue.instance) < instances_.size();
       ++queue.instance) {
    const auto instance = static_cast<std::size_t>(queue.instance);
    const std::vector<QueueStep>* steps = instances_[instance].steps(core, engine);
    if (steps == nullptr) continue;
    KernelOnCore& kernel = cores_[core].kernels[instance];
    if (!kernel.entered) {
      kernel.entered = true;
      for (const Token& token : instances_[instance].kernel->source->tokens) {
        kernel.tokens.emplace_back(token.initial, Path{});
      }
    }
    queue.enter();
    if (!steps->empty()) return true;
    --kernel.queues_left;
    core_may_leave(core, instance);
  }
  return false;
}

std::optional<Picoseconds> QueueRun::next_time() {
  const std::optional<Picoseconds> due = agenda_.next_time();
  const std::optional<Picoseconds> flow = shared_.next_time();
  if (due && flow) return std::min(*due, *flow);
  return due ? due : flow;
}

void QueueRun::step(Picoseconds now) {
  finish_flows(now);
  retire(now);
  std::ranges::sort(woken_);
  // Issuing can complete a kernel and wake cores again, at the same instant.
  for (std::size_t i = 0; i < woken_.size(); ++i) {
    cores_[woken_[i]].woken = false;
    issue(woken_[i], now);
  }
  woken_.clear();
  std::ranges::sort(requests_);
  for (const int client : requests_) {
    const CompiledInstruction& transfer =
        *transferring_[static_cast<std::size_t>(client)].instruction;
    SharedDemand demand = transfer.demand;
    demand.group = groups_[static_cast<std::size_t>(client / kEngines)];
    shared_.start(client, demand, transfer.work);
  }
  requests_.clear();
}

void QueueRun::wake(std::size_t core) {
  if (cores_[core].woken) return;
  cores_[core].woken = true;
  woken_.push_back(core);
}

// Bytes have moved: the engine is free, the token follows one latency later.
void QueueRun::finish_flows(Picoseconds now) {
  for (const FairShare::Finished& done : shared_.advance(now)) {
    const auto client = static_cast<std::size_t>(done.client);
    const Transferring& transfer = transferring_[client];
    Event event{done.client / kEngines, done.client % kEngines, Event::Kind::kEngineFree,
                transfer.instruction,   transfer.instance,      transfer.begin};
    std::array<double, kStallCauses> weights{};
    for (std::size_t r = 0; r < FairShare::kResources; ++r) {
      weights[static_cast<std::size_t>(cause_of(static_cast<SharedResource>(r)))] +=
          done.limited[r];
    }
    weights[static_cast<std::size_t>(transfer.instruction->own_cap)] +=
        done.limited[FairShare::kOwnCap];
    event.path.spend(divide(now - transfer.begin.time, weights));
    engine_free(event);
  }
}

void QueueRun::retire(Picoseconds now) {
  while (std::optional<Event> event = agenda_.take(now)) {
    switch (event->kind) {
      case Event::Kind::kWake:
        wake(static_cast<std::size_t>(event->core));
        break;
      case Event::Kind::kArrive: {
        const int client = client_of(static_cast<std::size_t>(event->core),
                                     static_cast<std::size_t>(event->engine));
        transferring_[static_cast<std::size_t>(client)] = {event->instruction, event->instance,
                                                           event->path};
        requests_.push_back(client);
        break;
      }
      case Event::Kind::kEngineFree:
        engine_free(*event);
        break;
      case Event::Kind::kComplete:
        complete(*event);
        break;
    }
  }
}

void QueueRun::issue(std::size_t core, Picoseconds now) {
  for (std::size_t engine = 0; engine < kEngines; ++engine) {
    while (try_issue(core, engine, now)) {
    }
  }
}

// Starts the queue's next instruction if its engine and its tokens are there; true if the queue
// moved.
bool QueueRun::try_issue(std::size_t core, std::size_t engine, Picoseconds now) {
  CoreState& state = cores_[core];
  InstructionQueue& queue = state.queues[engine];
  if (queue.busy || queue.finished || queue.free.time > now) return false;
  const auto instance = static_cast<std::size_t>(queue.instance);
  const int next = queue.peek(*instances_[instance].steps(core, engine));
  if (next < 0) {
    KernelOnCore& kernel = cores_[core].kernels[instance];
    --kernel.queues_left;
    kernel.last = later(kernel.last, queue.free);
    queue.finished = !enter_next(core, engine);
    core_may_leave(core, instance);
    return !queue.finished;
  }
  const CompiledInstruction& instruction = instances_[instance].instruction(core, next);
  if (!ready(state, engine, instruction)) return false;
  queue.pass();
  const Path from = take_dependencies(state, engine, instruction);
  const Picoseconds waited = from.time - queue.free.time;
  EngineTime& time = state.time[engine];
  (queue.waits_for_space ? time.blocked : time.starved) += waited * instances_[instance].executions;
  begin(core, engine, instruction, from);
  return true;
}

bool QueueRun::ready(CoreState& core, std::size_t engine, const CompiledInstruction& instruction) {
  InstructionQueue& queue = core.queues[engine];
  const auto instance = static_cast<std::size_t>(queue.instance);
  if (instruction.is_barrier) {
    queue.waits_for_space = false;
    return completed_ >= instance;
  }
  const KernelOnCore& kernel = core.kernels[instance];
  for (const TokenUse& wait : instruction.source->waits) {
    const auto token = static_cast<std::size_t>(wait.token);
    if (kernel.tokens[token].available() >= wait.count) continue;
    queue.waits_for_space =
        instances_[instance].kernel->source->tokens[token].kind == Token::Kind::kSpace;
    return false;
  }
  if (instruction.is_transfer && queue.in_flight >= chip_.core.dma.transfers_in_flight) {
    queue.was_full = true;
    queue.waits_for_space = true;
    return false;
  }
  return true;
}

Path QueueRun::take_dependencies(CoreState& core, std::size_t engine,
                                 const CompiledInstruction& instruction) {
  InstructionQueue& queue = core.queues[engine];
  const auto instance = static_cast<std::size_t>(queue.instance);
  Path last = queue.free;
  if (instruction.is_barrier && instance > 0) last = later(last, progress_[instance - 1].end);
  KernelOnCore& kernel = core.kernels[instance];
  for (const TokenUse& wait : instruction.source->waits) {
    last = later(last, kernel.tokens[static_cast<std::size_t>(wait.token)].take(wait.count));
  }
  if (queue.was_full) {
    last = later(last, queue.in_flight_release);
    queue.was_full = false;
  }
  return last;
}

void QueueRun::begin(std::size_t core, std::size_t engine, const CompiledInstruction& instruction,
                     const Path& from) {
  InstructionQueue& queue = cores_[core].queues[engine];
  const auto instance = static_cast<std::size_t>(queue.instance);
  queue.busy = true;
  queue.free = from;  // remembered as the instant it began
  ++instructions_;
  ++cores_[core].kernels[instance].outstanding;
  Event event{static_cast<int>(core),
              static_cast<int>(engine),
              Event::Kind::kEngineFree,
              &instruction,
              instance,
              from};
  if (instruction.is_transfer) {
    event.kind = Event::Kind::kArrive;
    event.path.spend(instruction.setup);
    if (event.path.time == from.time) {
      const int client = client_of(core, engine);
      transferring_[static_cast<std::size_t>(client)] = {&instruction, instance, from};
      requests_.push_back(client);
      return;
    }
  } else {
    event.path.spend(instruction.occupancy);
  }
  agenda_.add(event.path.time, event);
}

void QueueRun::engine_free(Event event) {
  const auto core = static_cast<std::size_t>(event.core);
  const auto engine = static_cast<std::size_t>(event.engine);
  InstructionQueue& queue = cores_[core].queues[engine];
  const Picoseconds began = queue.free.time;
  cores_[core].time[engine].busy +=
      (event.path.time - began) * instances_[event.instance].executions;
  if (recorder_ != nullptr) event.path.last_span = note_span(event, began);
  queue.busy = false;
  queue.free = event.path;
  wake(core);
  Event completion = event;
  completion.kind = Event::Kind::kComplete;
  completion.path.spend(event.instruction->latency);
  if (event.instruction->is_transfer) {
    ++queue.in_flight;
    if (uses_network(event.instruction->demand))
      completion.path.spend(StallCause::kNetwork, hops_[core]);
  }
  if (completion.path.time == event.path.time) {
    complete(completion);
  } else {
    agenda_.add(completion.path.time, completion);
  }
}

void QueueRun::complete(const Event& event) {
  const auto core = static_cast<std::size_t>(event.core);
  InstructionQueue& queue = cores_[core].queues[static_cast<std::size_t>(event.engine)];
  if (event.instruction->is_transfer) {
    --queue.in_flight;
    queue.in_flight_release = event.path;
  }
  KernelOnCore& kernel = cores_[core].kernels[event.instance];
  for (const TokenUse& signal : event.instruction->source->signals) {
    kernel.tokens[static_cast<std::size_t>(signal.token)].signal(event.path, signal.count);
  }
  --kernel.outstanding;
  kernel.last = later(kernel.last, event.path);
  core_may_leave(core, event.instance);
  wake(core);
}

void QueueRun::core_may_leave(std::size_t core, std::size_t instance) {
  KernelOnCore& kernel = cores_[core].kernels[instance];
  if (kernel.queues_left > 0 || kernel.outstanding > 0) return;
  Progress& progress = progress_[instance];
  progress.last = later(progress.last, kernel.last);
  progress.sum_of_ends += static_cast<double>(kernel.last.time.count());
  --progress.cores_left;
  kernel.tokens = {};
  if (progress.cores_left == 0) advance_completed();
}

// Kernels end in order; a barrier behind them may open.
void QueueRun::advance_completed() {
  const std::size_t before = completed_;
  while (completed_ < instances_.size() && progress_[completed_].cores_left == 0) {
    Progress& progress = progress_[completed_];
    progress.end =
        completed_ == 0 ? progress.last : later(progress_[completed_ - 1].end, progress.last);
    ++completed_;
  }
  if (completed_ == before) return;
  for (std::size_t core = 0; core < cores_.size(); ++core) wake(core);
}

double QueueRun::share_done() const {
  return instances_.empty()
             ? 1
             : static_cast<double>(completed_) / static_cast<double>(instances_.size());
}

// The path up to its end came by what it waited for.
int QueueRun::note_span(const Event& event, Picoseconds began) {
  Span span;
  span.after = event.path.last_span;
  span.begin = began;
  span.end = event.path.time;
  const auto engine = static_cast<Engine>(event.engine);
  (engine == Engine::kStore ? span.written_bytes : span.read_bytes) =
      event.instruction->memory_bytes;
  return recorder_->note("core_" + std::to_string(event.core) + "." + std::string(name_of(engine)),
                         instances_[event.instance].kernel->source->name, span);
}

}  // namespace tessera
