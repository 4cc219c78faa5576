#include "isa/timing/chip_link.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

int dimensions(Topology topology) {
  switch (topology) {
    case Topology::kFullMesh:
    case Topology::kSwitch:
      return 0;
    case Topology::kRing:
      return 1;
    case Topology::kTorus2d:
      return 2;
    case Topology::kTorus3d:
      return 3;
  }
  return 0;
}

// Of the smallest cube of `dimensions` that holds the chips.
std::int64_t side(std::int64_t chips, int dimensions) {
  for (std::int64_t length = 1;; ++length) {
    std::int64_t volume = 1;
    for (int i = 0; i < dimensions; ++i) volume *= length;
    if (volume >= chips) return length;
  }
}

std::int64_t steps_of_phase(Topology topology, std::int64_t chips) {
  const int d = dimensions(topology);
  return d == 0 ? 1 : d * (side(chips, d) - 1);
}

// Links that a byte crosses on the way to a chip chosen at random.
double all_to_all_detour(Topology topology, std::int64_t chips) {
  const int d = dimensions(topology);
  return d == 0 ? 1.0 : std::max(1.0, d * static_cast<double>(side(chips, d)) / 4);
}

std::int64_t phases(Collective::Kind kind) { return kind == Collective::Kind::kAllReduce ? 2 : 1; }

Picoseconds scheduled_time(const LinkSchedule& plan, double bytes_per_second) {
  const double moved = static_cast<double>(plan.wire.count()) / plan.wire_share +
                       static_cast<double>(plan.copied.count()) / plan.copy_share;
  return plan.start + plan.step * plan.steps +
         Picoseconds(static_cast<std::int64_t>(std::ceil(moved * 1e12 / bytes_per_second)));
}

}  // namespace

double collective_volume(const ChipLinkSpec& link, const Collective& collective) {
  if (collective.schedule) return static_cast<double>(collective.schedule->wire.count());
  const auto chips = static_cast<double>(collective.chips);
  const auto bytes = static_cast<double>(collective.bytes.count());
  const double to_others = bytes * (chips - 1) / chips;
  switch (collective.kind) {
    case Collective::Kind::kSend:
    case Collective::Kind::kBroadcast:
      return bytes;
    case Collective::Kind::kAllGather:
      return bytes * (chips - 1);
    case Collective::Kind::kReduceScatter:
      return to_others;
    case Collective::Kind::kAllReduce:
      return 2 * to_others;
    case Collective::Kind::kAllToAll:
      break;
  }
  return to_others * all_to_all_detour(link.topology, collective.chips);
}

BytesPerSecond link_rate(const ChipLinkSpec& link, const Collective& collective) {
  if (link.node && collective.chips_per_node > 0 && collective.chips_per_node < collective.chips)
    return link.node->bandwidth * static_cast<double>(collective.chips_per_node);
  for (const SharedLinkSpec& shared : link.shared)
    if (shared.chips >= collective.chips) return shared.bandwidth;
  return link.shared.empty() ? link.bandwidth : link.shared.back().bandwidth;
}

Picoseconds collective_time(const ChipLinkSpec& link, const Collective& collective) {
  if (collective.schedule)
    return scheduled_time(*collective.schedule, link_rate(link, collective).count());
  const std::int64_t steps =
      collective.kind == Collective::Kind::kSend
          ? 1
          : phases(collective.kind) * steps_of_phase(link.topology, collective.chips);
  const double transfer = collective_volume(link, collective) * 1e12 / link.bandwidth.count();
  return link.latency * steps + Picoseconds(static_cast<std::int64_t>(std::ceil(transfer)));
}

}  // namespace tessera
