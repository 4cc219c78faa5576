#include "models/fair_share.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "isa/timing/overlap.h"

namespace tessera {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
// Rounding of a virtual clock, relative to its reading: flows closer than this end together.
constexpr double kSameInstant = 1e-12;

}  // namespace

void FairShare::set_capacity(int resource, double work_per_picosecond) {
  assert(idle());
  capacity_[static_cast<std::size_t>(resource)] = work_per_picosecond;
}

void FairShare::set_groups(int groups) {
  assert(idle());
  groups_ = groups;
}

int FairShare::class_for(const Demand& demand) {
  int empty = -1;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].demand == demand) return static_cast<int>(i);
    if (classes_[i].flows == 0) empty = static_cast<int>(i);
  }
  if (empty < 0) {
    empty = static_cast<int>(classes_.size());
    classes_.emplace_back();
  }
  classes_[static_cast<std::size_t>(empty)].demand = demand;
  return empty;
}

void FairShare::start(int client, const Demand& demand, double work, const Limits& limited_so_far) {
  if (static_cast<std::size_t>(client) >= flows_.size()) {
    flows_.resize(static_cast<std::size_t>(client) + 1);
  }
  Flow& flow = flows_[static_cast<std::size_t>(client)];
  assert(flow.group < 0 && "one flow per client");
  flow.group = class_for(demand);
  Class& group = classes_[static_cast<std::size_t>(flow.group)];
  if (group.flows == 0) {
    group.progress = 0;
    group.ends = {};
  }
  flow.target = group.progress + work;
  ++flow.version;
  for (std::size_t i = 0; i < flow.at_start.size(); ++i) {
    flow.at_start[i] = group.limited[i] - limited_so_far[i];
  }
  group.ends.push({flow.target, client, flow.version});
  ++group.flows;
  ++running_;
  stale_ = true;
}

void FairShare::leave(int client) {
  Flow& flow = flows_[static_cast<std::size_t>(client)];
  --classes_[static_cast<std::size_t>(flow.group)].flows;
  flow.group = -1;
  ++flow.version;  // its entry among the ends is stale from here on
  --running_;
  stale_ = true;
}

FairShare::Remains FairShare::remove(int client) {
  const Flow& flow = flows_[static_cast<std::size_t>(client)];
  assert(flow.group >= 0 && "the client has a running flow");
  const Class& group = classes_[static_cast<std::size_t>(flow.group)];
  Remains remains{std::max(0.0, flow.target - group.progress), {}};
  for (std::size_t i = 0; i < remains.limited.size(); ++i) {
    remains.limited[i] = group.limited[i] - flow.at_start[i];
  }
  leave(client);
  return remains;
}

void FairShare::drop_stale(Class& group) {
  while (!group.ends.empty()) {
    const Entry& first = group.ends.top();
    if (flows_[static_cast<std::size_t>(first.client)].version == first.version) return;
    group.ends.pop();
  }
}

namespace {

constexpr auto kMemory = static_cast<std::size_t>(SharedResource::kMemory);

// The rate of a flow that would reach `other` but for memory, and `memory` but for the rest.
double covering(const FairShare::Demand& demand, double other, double memory) {
  const bool both = demand.weight[kMemory] > 0 && other < kNever && memory < kNever && memory > 0;
  return both ? joined_rate(other, memory, demand.overlap) : std::min(other, memory);
}

}  // namespace

std::size_t FairShare::place_of(std::size_t resource, const Demand& demand) const {
  if (resource < kFirstOfGroups) return resource;
  return kFirstOfGroups + (resource - kFirstOfGroups) * static_cast<std::size_t>(groups_) +
         static_cast<std::size_t>(demand.group);
}

int FairShare::resource_at(int place) const {
  return place < kFirstOfGroups ? place : kFirstOfGroups + (place - kFirstOfGroups) / groups_;
}

// What each resource could give to every flow that is not settled, per unit of its work.
void FairShare::give() {
  given_.assign(left_.size(), 0.0);  // asked, first
  for (const int i : unsettled_) {
    const Class& group = classes_[static_cast<std::size_t>(i)];
    for (std::size_t r = 0; r < kResources; ++r)
      given_[place_of(r, group.demand)] +=
          group.demand.weight[r] * static_cast<double>(group.flows);
  }
  for (std::size_t r = 0; r < given_.size(); ++r)
    given_[r] = given_[r] > 0 ? std::max(0.0, left_[r]) / given_[r] : kNever;
}

// Progressive filling: raise every class's rate alike until a cap or a resource is reached, settle
// what that limits, go on with the rest.
void FairShare::share() {
  left_.assign(capacity_.begin(), capacity_.begin() + kFirstOfGroups);
  for (int r = kFirstOfGroups; r < kResources; ++r)
    left_.insert(left_.end(), static_cast<std::size_t>(groups_),
                 capacity_[static_cast<std::size_t>(r)] / groups_);
  unsettled_.clear();
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (classes_[i].flows > 0) unsettled_.push_back(static_cast<int>(i));
  }
  while (!unsettled_.empty()) {
    double own = kNever;
    for (const int i : unsettled_) {
      own = std::min(own, classes_[static_cast<std::size_t>(i)].demand.cap);
    }
    give();
    const auto scarcest = std::ranges::min_element(given_);
    const int limiter =
        *scarcest < own ? resource_at(static_cast<int>(scarcest - given_.begin())) : kOwnCap;
    const double level = std::min(own, *scarcest);
    std::erase_if(unsettled_, [&](int i) {
      Class& group = classes_[static_cast<std::size_t>(i)];
      const Demand& demand = group.demand;
      const auto limit = static_cast<std::size_t>(limiter);
      const bool settles =
          limiter == kOwnCap ? demand.cap <= level
                             : demand.weight[limit] > 0 && given_[place_of(limit, demand)] == level;
      if (!settles) return false;
      double others = own;
      for (std::size_t r = kMemory + 1; r < kResources; ++r)
        others = std::min(others, given_[place_of(r, demand)]);
      group.rate = covering(demand, others, given_[kMemory]);
      group.limiter = limiter;
      for (std::size_t r = 0; r < kResources; ++r) {
        left_[place_of(r, demand)] -=
            group.rate * demand.weight[r] * static_cast<double>(group.flows);
      }
      return true;
    });
  }
  stale_ = false;
}

std::optional<Picoseconds> FairShare::next_time() {
  if (idle()) return std::nullopt;
  if (stale_) share();
  double soonest = kNever;
  for (Class& group : classes_) {
    if (group.flows == 0) continue;
    drop_stale(group);
    soonest = std::min(soonest, (group.ends.top().target - group.progress) / group.rate);
  }
  assert(std::isfinite(soonest) && "a running flow must have a positive rate");
  // At least a picosecond on: rounding must not hold time still.
  return now_ +
         Picoseconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(soonest))));
}

const std::vector<FairShare::Finished>& FairShare::advance(Picoseconds now) {
  finished_.clear();
  const double elapsed = static_cast<double>((now - now_).count());
  now_ = now;
  if (running_ == 0 || elapsed <= 0) return finished_;
  if (stale_) share();
  for (Class& group : classes_) {
    if (group.flows == 0) continue;
    group.progress += group.rate * elapsed;
    group.limited[static_cast<std::size_t>(group.limiter)] += elapsed;
    for (drop_stale(group); !group.ends.empty(); drop_stale(group)) {
      const Entry first = group.ends.top();
      if (first.target > group.progress * (1 + kSameInstant)) break;
      group.ends.pop();
      finished_.push_back({first.client, remove(first.client).limited});
    }
  }
  std::ranges::sort(finished_, {}, &Finished::client);
  return finished_;
}

void FairShare::reset(Picoseconds now) {
  assert(idle());
  classes_.clear();
  now_ = now;
}

}  // namespace tessera
