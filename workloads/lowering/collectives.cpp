#include "workloads/lowering/collectives.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "isa/timing/chip_link.h"
#include "isa/timing/control.h"

namespace tessera {
namespace {

using Kind = Collective::Kind;

Picoseconds scaled(Picoseconds time, double factor) {
  return Picoseconds(std::llround(static_cast<double>(time.count()) * factor));
}
Bytes scaled(Bytes bytes, double factor) {
  return Bytes(std::llround(static_cast<double>(bytes.count()) * factor));
}

// The candidates for one collective; every one of them could run.
class Schedules {
 public:
  Schedules(const Collective& collective, const ChipLinkSpec& link,
            const CollectiveKernels& kernels)
      : collective_(collective),
        link_(link),
        times_(*link.collective),
        kernels_(kernels),
        n_(collective.chips),
        whole_(collective.kind == Kind::kAllGather ? collective.bytes * collective.chips
                                                   : collective.bytes) {
    const int per_node = collective.chips_per_node;
    over_nodes_ = link.node && per_node > 0 && per_node < collective.chips;
  }

  std::vector<LinkSchedule> all() const {
    if (collective_.kind == Kind::kSend) return sends();
    if (is_direct()) return {one_shot(), two_shots()};
    std::vector<LinkSchedule> schedules;
    for (const CollectiveKernels::Protocol& protocol : kernels_.protocols)
      add_rings_and_trees(protocol, schedules);
    const auto& in_switch = times_.in_switch;
    if (collective_.kind == Kind::kAllReduce && in_switch && !over_nodes_ &&
        n_ >= in_switch->least_chips)
      schedules.push_back(through_switch(*in_switch));
    return schedules;
  }

 private:
  double part() const { return 1.0 / static_cast<double>(n_); }
  double others() const { return static_cast<double>(n_ - 1) * part(); }
  double sustained() const { return times_.sustained_share; }
  Picoseconds machines() const { return over_nodes_ ? link_.node->latency : Picoseconds(0); }

  bool is_direct() const {
    return collective_.kind == Kind::kAllReduce && times_.direct_kernel && !over_nodes_ &&
           whole_ <= kernels_.direct.largest;
  }

  std::int64_t ring_steps() const {
    switch (collective_.kind) {
      case Kind::kAllReduce:
        return 2 * (n_ - 1);
      case Kind::kAllToAll:
        return (n_ + 1) / 2;
      default:
        return n_ - 1;
    }
  }
  double ring_volume() const {
    if (collective_.kind == Kind::kBroadcast) return 1;
    return collective_.kind == Kind::kAllReduce ? 2 * others() : others();
  }

  LinkSchedule ring(const CollectiveKernels::Protocol& protocol) const {
    LinkSchedule plan;
    plan.start = times_.kernel + protocol.setup + machines();
    plan.steps = ring_steps();
    plan.step = scaled(times_.step, protocol.step);
    plan.wire = scaled(whole_, ring_volume());
    plan.wire_share = sustained() * protocol.share;
    plan.copied = scaled(whole_, collective_.kind == Kind::kBroadcast ? 0 : part());
    plan.copy_share = sustained() * times_.copy_share;
    return plan;
  }

  // Over machines an all-reduce may go up and down a tree of them, along a chain inside each.
  void add_rings_and_trees(const CollectiveKernels::Protocol& protocol,
                           std::vector<LinkSchedule>& schedules) const {
    schedules.push_back(ring(protocol));
    if (collective_.kind != Kind::kAllReduce || !over_nodes_ || protocol.ring_only) return;
    const std::int64_t each = collective_.chips_per_node;
    LinkSchedule tree = schedules.back();
    tree.steps = 2 * (doublings(ceil_divide(n_, each)) + each - 1);
    tree.wire = whole_ * 2;
    tree.copied = Bytes(0);
    schedules.push_back(tree);
  }

  static std::int64_t doublings(std::int64_t machines) {
    std::int64_t steps = 0;
    for (std::int64_t reached = 1; reached < machines; reached *= 2) ++steps;
    return steps;
  }

  LinkSchedule through_switch(const InSwitchSpec& in_switch) const {
    LinkSchedule plan;
    plan.start = times_.kernel + in_switch.setup;
    plan.wire = scaled(whole_, 1 + part());
    plan.wire_share = in_switch.share;
    return plan;
  }

  LinkSchedule one_shot() const {
    LinkSchedule plan;
    plan.start = *times_.direct_kernel;
    plan.steps = n_ - 1;
    plan.step = scaled(times_.step, kernels_.direct.step);
    plan.wire = whole_ * (n_ - 1);
    plan.wire_share = kernels_.direct.one_shot_share;
    return plan;
  }

  LinkSchedule two_shots() const {
    LinkSchedule plan = one_shot();
    plan.start += scaled(*times_.direct_kernel, kernels_.direct.second_phase);
    plan.wire = scaled(whole_, 2 * others());
    plan.wire_share = kernels_.direct.two_shot_share;
    return plan;
  }

  // A handshake longer than the transfer is waited for, a shorter one is hidden in it.
  std::vector<LinkSchedule> sends() const {
    std::vector<LinkSchedule> schedules;
    const double share = over_nodes_ ? 1 : std::min(kernels_.send_share, 1.0);
    for (const CollectiveKernels::Protocol& protocol : kernels_.protocols) {
      if (protocol.ring_only) continue;
      LinkSchedule plan;
      plan.wire = whole_;
      plan.wire_share = share * protocol.share;
      Collective bare = collective_;
      bare.schedule = plan;
      const Picoseconds transfer = collective_time(link_, bare);
      const Picoseconds handshake = scaled(protocol.setup, kernels_.send_handshake);
      plan.start = times_.send + machines() + std::max(handshake - transfer, Picoseconds(0));
      schedules.push_back(plan);
    }
    return schedules;
  }

  const Collective& collective_;
  const ChipLinkSpec& link_;
  const CollectiveSpec& times_;
  const CollectiveKernels& kernels_;
  std::int64_t n_;
  Bytes whole_;
  bool over_nodes_ = false;
};

}  // namespace

std::optional<LinkSchedule> schedule_of(const Collective& collective, const ChipLinkSpec& link,
                                        const CollectiveKernels& kernels, Timing timing) {
  if (!link.collective) return std::nullopt;
  std::optional<LinkSchedule> best;
  Picoseconds least;
  for (const LinkSchedule& candidate : Schedules(collective, link, kernels).all()) {
    Collective tried = collective;
    tried.schedule = candidate;
    const Picoseconds time = collective_time(link, tried);
    if (best && time >= least) continue;
    best = candidate;
    least = time;
  }
  if (best && timing == Timing::kHost) best->start += link.collective->host;
  return best;
}

Kernel collective_kernel(Collective collective, const ChipSpec& chip, const KernelLibrary& library,
                         Timing timing, bool first_of_program) {
  collective.schedule = schedule_of(collective, *chip.chip_link, library.collective, timing);
  const bool launched = collective.schedule && chip.control.blocks && !chip.control.queues;
  if (launched && first_of_program)
    collective.schedule->start =
        std::max(Picoseconds(0), collective.schedule->start - queue_costs(chip.control).launch);
  Kernel kernel;
  std::vector<Instruction> body;
  if (!launched) body.push_back({Barrier{Engine::kLink}, {}, {}});
  body.push_back({collective, {}, {}});
  kernel.work = std::vector<Stream>{{{0}, std::move(body)}};
  return kernel;
}

}  // namespace tessera
