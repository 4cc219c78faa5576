#include "models/grid_run.h"

#include <algorithm>
#include <cassert>

#include "isa/run/shared_resources.h"
#include "isa/timing/control.h"
#include "isa/timing/network.h"

namespace tessera {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

}  // namespace

GridRun::GridRun(const ChipSpec& chip, const Program& program, const Kernel& kernel,
                 SpanRecorder* recorder)
    : chip_(chip),
      kernel_(kernel),
      cores_(static_cast<std::size_t>(chip.core.count)),
      launch_(launch_of(chip, std::get<Grid>(kernel.work))),
      recorder_(recorder) {
  const Grid& grid = std::get<Grid>(kernel.work);
  resident_ = std::max(1, grid.resident_per_core);
  slots_.resize(cores_.size() * static_cast<std::size_t>(resident_));
  for (const BlockGroup& group : grid.groups) {
    groups_.push_back({block_demand(chip, program, kernel, group), group.count});
    total_ += group.count * grid.rounds;
  }
  left_ = total_;
  const std::array<double, FairShare::kResources> capacity = capacities(chip);
  for (int r = 0; r < FairShare::kResources; ++r) {
    shared_.set_capacity(r, capacity[static_cast<std::size_t>(r)]);
  }
  network_groups_ = static_cast<int>(network_groups(chip.network));
  shared_.set_groups(network_groups_);
  Path launched;
  if (recorder_ != nullptr) launched.last_span = recorder_->last();
  launched.spend(StallCause::kLaunch, launch_);
  dispatcher_free_ = launch_;
  end_ = launched;
  for (CoreState& core : cores_) core.end = launched;
  // One block per core before any core gets its second.
  for (int slot = 0; slot < resident_; ++slot) {
    for (int core = 0; core < static_cast<int>(cores_.size()); ++core) {
      place_next(core, slot, launched);
    }
  }
}

void GridRun::place_next(int core, int slot, const Path& from) {
  if (placed_ == total_) return;
  ++placed_;
  while (placed_in_group_ == groups_[next_group_].count) {
    next_group_ = (next_group_ + 1) % groups_.size();
    placed_in_group_ = 0;
  }
  ++placed_in_group_;
  Slot& place = slot_of(core, slot);
  place.group = next_group_;
  place.path = from;
  dispatcher_free_ = std::max(dispatcher_free_, from.time) + chip_.control.blocks->dispatch;
  place.path.spend(StallCause::kLaunch, dispatcher_free_ - from.time);
  agenda_.add(place.path.time, {core, slot, Event::Kind::kStart});
}

std::optional<Picoseconds> GridRun::next_time() {
  const std::optional<Picoseconds> due = agenda_.next_time();
  const std::optional<Picoseconds> flow = shared_.next_time();
  if (due && flow) return std::min(*due, *flow);
  return due ? due : flow;
}

void GridRun::step(Picoseconds now) {
  // A copy: ending a block changes what runs.
  const std::vector<FairShare::Finished> done = shared_.advance(now);
  // All leave before the others are given new shares: two on one core may end at the same instant.
  for (const FairShare::Finished& flow : done) {
    Slot& place = slots_[static_cast<std::size_t>(flow.client)];
    const int core = flow.client / resident_;
    note_limits(place, cores_[static_cast<std::size_t>(core)].in_main, flow.limited);
    place.in_main = false;
  }
  for (const FairShare::Finished& flow : done) end_main(flow.client, now);
  while (const std::optional<Event> event = agenda_.take(now)) {
    switch (event->kind) {
      case Event::Kind::kStart:
        start_block(event->core, event->engine);
        break;
      case Event::Kind::kMain:
        begin_main(event->core, event->engine);
        break;
      case Event::Kind::kEnd:
        end_block(event->core, event->engine);
        break;
    }
  }
}

void GridRun::start_block(int core, int slot) {
  Slot& place = slot_of(core, slot);
  const BlockDemand& demand = groups_[place.group].demand;
  place.began = place.path.time;
  place.limited = {};
  place.path.spend(StallCause::kLaunch, demand.overhead);
  place.path.spend(StallCause::kMemoryLatency, demand.prologue - demand.overhead);
  agenda_.add(place.path.time, {core, slot, Event::Kind::kMain});
}

// Blocks are dealt to the groups of a network in turn.
FairShare::Demand GridRun::demand_of(int core, std::size_t group, int in_main) const {
  const BlockDemand& block = groups_[group].demand;
  const double work = std::max(block.port_bytes, 1.0);
  return {{block.memory_bytes / work, block.shared_buffer_bytes / work, block.network_bytes / work,
           block.trunk_bytes / work},
          work / core_bounds(block, in_main, port_bandwidth(chip_)).largest(),
          block.overlap,
          core % network_groups_};
}

// Blocks in their main phase on `core` change their share of it.
void GridRun::crowd(int core, int change, int except) {
  CoreState& state = cores_[static_cast<std::size_t>(core)];
  const int before = state.in_main;
  state.in_main += change;
  for (int slot = 0; slot < resident_; ++slot) {
    Slot& other = slot_of(core, slot);
    if (slot == except || !other.in_main) continue;
    const FairShare::Remains remains = shared_.remove(client_of(core, slot));
    note_limits(other, before, remains.limited);
    shared_.start(client_of(core, slot), demand_of(core, other.group, state.in_main), remains.work);
  }
}

void GridRun::begin_main(int core, int slot) {
  Slot& place = slot_of(core, slot);
  crowd(core, +1, slot);
  place.in_main = true;
  const BlockDemand& block = groups_[place.group].demand;
  shared_.start(client_of(core, slot),
                demand_of(core, place.group, cores_[static_cast<std::size_t>(core)].in_main),
                std::max(block.port_bytes, 1.0));
}

// What limited a block while `in_main` blocks shared its core, added to what did so far.
void GridRun::note_limits(Slot& slot, int in_main, const FairShare::Limits& limited) const {
  const auto add = [&](StallCause cause, double picoseconds) {
    slot.limited[static_cast<std::size_t>(cause)] += picoseconds;
  };
  for (std::size_t r = 0; r < FairShare::kResources; ++r) {
    add(cause_of(static_cast<SharedResource>(r)), limited[r]);
  }
  const BlockDemand& block = groups_[slot.group].demand;
  const std::array<double, kStallCauses> inside = causes_of(
      block, core_bounds(block, in_main, port_bandwidth(chip_)), limited[FairShare::kOwnCap]);
  for (std::size_t c = 0; c < kStallCauses; ++c) slot.limited[c] += inside[c];
}

void GridRun::end_main(int client, Picoseconds now) {
  const int core = client / resident_;
  const int slot = client % resident_;
  Slot& place = slot_of(core, slot);
  crowd(core, -1, slot);
  place.path.spend(divide(now - place.path.time, place.limited));
  const BlockDemand& block = groups_[place.group].demand;
  place.path.spend(StallCause::kVector, block.vector_epilogue);
  place.path.spend(StallCause::kMemoryLatency, block.epilogue - block.vector_epilogue);
  agenda_.add(place.path.time, {core, slot, Event::Kind::kEnd});
}

void GridRun::end_block(int core, int slot) {
  Slot& place = slot_of(core, slot);
  CoreState& state = cores_[static_cast<std::size_t>(core)];
  const BlockDemand& block = groups_[place.group].demand;
  state.matrix += block.matrix;
  state.vector += block.vector + static_cast<double>(block.vector_epilogue.count());
  state.port += block.port_bytes / port_bandwidth(chip_).count() * kPicosecondsPerSecond;
  if (recorder_ != nullptr) place.path.last_span = note_span(core, slot, place);
  state.end = later(state.end, place.path);
  end_ = later(end_, place.path);
  --left_;
  place_next(core, slot, place.path);
}

int GridRun::note_span(int core, int slot, const Slot& place) {
  const Actions& actions = groups_[place.group].demand.actions;
  Span span;
  span.after = place.path.last_span;
  span.begin = place.began;
  span.end = place.path.time;
  span.read_bytes = actions.memory_read_bytes;
  span.written_bytes = actions.memory_written_bytes;
  return recorder_->note("core_" + std::to_string(core) + ".slot_" + std::to_string(slot),
                         kernel_.name, span);
}

double GridRun::share_done() const {
  return total_ == 0 ? 1 : 1 - static_cast<double>(left_) / static_cast<double>(total_);
}

RunRecord GridRun::record() const {
  assert(finished());
  RunRecord record;
  KernelRecord kernel{kernel_.op, 1, end_.time, end_.causes, {}, {}};
  for (const Group& group : groups_) {
    const auto count = static_cast<double>(group.count * std::get<Grid>(kernel_.work).rounds);
    kernel.actions += group.demand.actions * count;
    kernel.traffic += group.demand.traffic * count;
  }
  double sum_of_ends = 0;
  for (const CoreState& core : cores_) {
    sum_of_ends += static_cast<double>(core.end.time.count());
    const auto engine_time = [&](double busy) {
      const Picoseconds rounded = std::min(end_.time, Picoseconds(static_cast<std::int64_t>(busy)));
      return EngineTime{rounded, end_.time - rounded, Picoseconds(0)};
    };
    std::array<EngineTime, kEngines>& engines = record.engines.emplace_back();
    engines.fill(engine_time(0));
    engines[static_cast<std::size_t>(Engine::kMatrix)] = engine_time(core.matrix);
    engines[static_cast<std::size_t>(Engine::kVector)] = engine_time(core.vector);
    engines[static_cast<std::size_t>(Engine::kLoad)] = engine_time(core.port);
  }
  const double mean = sum_of_ends / static_cast<double>(cores_.size());
  charge_imbalance(kernel.stalls, end_.time - Picoseconds(static_cast<std::int64_t>(mean)));
  record.kernels.push_back(kernel);
  record.instructions = total_;
  return record;
}

}  // namespace tessera
