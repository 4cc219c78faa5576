#include "sim/app/simulate/two_chains.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tessera {
namespace {

constexpr std::size_t kCores = 0, kLinks = 1;

Picoseconds scaled(Picoseconds time, double factor) {
  return Picoseconds(std::llround(static_cast<double>(time.count()) * factor));
}

class Schedule {
 public:
  Schedule(const std::array<const Chain*, 2>& chains, std::size_t operators) : chains_(chains) {
    for (std::size_t chain = 0; chain < 2; ++chain) {
      result_.operators[chain].resize(operators);
      begin_step(chain);
    }
  }

  ChainSchedule run() {
    while (true) {
      serve(kCores);
      serve(kLinks);
      const std::optional<Picoseconds> next = until_next_end();
      if (!next) return std::move(result_);
      advance(*next);
    }
  }

 private:
  struct Server {
    std::size_t chain = 0;  // that it serves, or served last
    bool at_work = false;
    Picoseconds since;
  };

  bool finished(std::size_t chain) const { return position_[chain] == chains_[chain]->size(); }
  const ChainStep& step_of(std::size_t chain) const { return (*chains_[chain])[position_[chain]]; }
  StepTimes& times_of(std::size_t chain) {
    return result_.operators[chain][static_cast<std::size_t>(step_of(chain).op)];
  }

  void begin_step(std::size_t chain) {
    if (!finished(chain)) left_[chain] = step_of(chain).time;
  }

  bool needs(std::size_t chain, std::size_t server) const {
    return !finished(chain) && step_of(chain).communicates == (server == kLinks);
  }

  void serve(std::size_t which) {
    Server& server = servers_[which];
    if (server.at_work) return;
    for (const std::size_t chain : {server.chain, 1 - server.chain}) {
      if (!needs(chain, which)) continue;
      server = {chain, true, result_.elapsed};
      return;
    }
  }

  // Elapsed time per time of the operator that runs.
  double slowdown() const {
    const ChainStep& step = step_of(servers_[kCores].chain);
    return servers_[kLinks].at_work && step.beside > step.time && step.time.count() > 0
               ? ratio(step.beside, step.time)
               : 1;
  }

  std::optional<Picoseconds> until_next_end() const {
    std::optional<Picoseconds> next;
    if (servers_[kCores].at_work) next = scaled(left_[servers_[kCores].chain], slowdown());
    if (servers_[kLinks].at_work) {
      const Picoseconds link = left_[servers_[kLinks].chain];
      next = next ? std::min(*next, link) : link;
    }
    return next;
  }

  void advance(Picoseconds time) {
    const bool computes = servers_[kCores].at_work, communicates = servers_[kLinks].at_work;
    std::array<bool, 2> ends{};
    if (computes) {
      const std::size_t chain = servers_[kCores].chain;
      ends[kCores] = scaled(left_[chain], slowdown()) == time;
      const Picoseconds work =
          ends[kCores] ? left_[chain] : std::min(left_[chain], scaled(time, 1 / slowdown()));
      left_[chain] -= work;
      times_of(chain).charged += time;
      if (communicates) times_of(chain).beside += work;
    }
    if (communicates) {
      const std::size_t chain = servers_[kLinks].chain;
      ends[kLinks] = left_[chain] == time;
      left_[chain] -= time;
      (computes ? times_of(chain).hidden : times_of(chain).charged) += time;
    }
    result_.elapsed += time;
    for (const std::size_t which : {kCores, kLinks})
      if (ends[which]) end_step(servers_[which]);
  }

  void end_step(Server& server) {
    const ChainStep& step = step_of(server.chain);
    result_.spans.push_back(
        {server.chain, step.op, step.communicates, server.since, result_.elapsed});
    server.at_work = false;
    ++position_[server.chain];
    begin_step(server.chain);
  }

  const std::array<const Chain*, 2>& chains_;
  std::array<std::size_t, 2> position_{};
  std::array<Picoseconds, 2> left_;
  std::array<Server, 2> servers_;
  ChainSchedule result_;
};

}  // namespace

ChainSchedule schedule(const std::array<const Chain*, 2>& chains, std::size_t operators) {
  return Schedule(chains, operators).run();
}

}  // namespace tessera
