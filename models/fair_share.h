// Bandwidth shared by many flows: max-min fair processor sharing of several resources at once.
//
// A flow has work (bytes), a cap (its own port or engine) and a weight per resource (bytes asked of
// it per byte of work). Flows of equal cap and weights advance alike, so they form a class with one
// virtual clock; finding the next end costs the number of classes, not of flows. Plain state: no
// kernel needed, and the order of arrival within one instant does not matter as long as the caller
// starts the flows of an instant sorted by client.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "isa/run/shared_resources.h"
#include "sim/core/units.h"

namespace tessera {

class FairShare {
 public:
  static constexpr int kResources = kSharedResources;
  static constexpr int kOwnCap = kResources;          // as a limiter: the flow's own cap
  using Limits = std::array<double, kResources + 1>;  // picoseconds spent limited by each

  using Demand = SharedDemand;
  struct Finished {
    int client;
    Limits limited;  // sums to the flow's time
  };
  struct Remains {
    double work;
    Limits limited;
  };

  // Work per picosecond that `resource` serves. No flow may be running.
  void set_capacity(int resource, double work_per_picosecond);
  // Cuts the resources of groups into equal parts: a flow uses those of its demand's group.
  void set_groups(int groups);

  // Starts a flow at the instant last advanced to. One flow per client at a time.
  void start(int client, const Demand& demand, double work, const Limits& limited_so_far = {});
  Remains remove(int client);

  // The earliest instant at which a flow ends.
  std::optional<Picoseconds> next_time();
  // Moves to `now` and returns what ended by then, sorted by client.
  const std::vector<Finished>& advance(Picoseconds now);

  bool idle() const { return running_ == 0; }
  void reset(Picoseconds now);

 private:
  struct Entry {
    double target;
    int client;
    std::uint32_t version;
    bool operator>(const Entry& other) const {
      return target != other.target ? target > other.target : client > other.client;
    }
  };
  struct Class {
    Demand demand;
    std::int64_t flows = 0;
    double progress = 0;  // work done by each member since the class was last empty
    double rate = 0;
    int limiter = kOwnCap;
    Limits limited{};
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ends;
  };
  struct Flow {
    int group = -1;
    double target = 0;
    Limits at_start{};  // the class's limits when it started, less what it brought along
    std::uint32_t version = 0;
  };

  int class_for(const Demand& demand);
  void drop_stale(Class& group);
  void leave(int client);
  void give();
  void share();

  std::array<double, kResources> capacity_{};
  int groups_ = 1;
  std::vector<Class> classes_;
  std::vector<Flow> flows_;  // by client
  std::vector<Finished> finished_;
  std::size_t place_of(std::size_t resource, const Demand& demand) const;
  int resource_at(int place) const;

  // Scratch of share(): by resource, those of groups once for each group.
  std::vector<int> unsettled_;
  std::vector<double> left_, given_;
  std::int64_t running_ = 0;
  Picoseconds now_;
  bool stale_ = false;
};

}  // namespace tessera
