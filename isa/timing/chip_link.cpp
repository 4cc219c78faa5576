#include "isa/timing/chip_link.h"

#include <algorithm>
#include <cmath>
#include <vector>

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

bool over_machines(const ChipLinkSpec& link, const Collective& collective) {
  return link.node && collective.chips_per_node > 0 && collective.chips_per_node < collective.chips;
}

Picoseconds scheduled_time(const LinkSchedule& plan, double bytes_per_second) {
  const double moved = static_cast<double>(plan.wire.count()) / plan.wire_share +
                       static_cast<double>(plan.copied.count()) / plan.copy_share;
  return plan.start + plan.step * plan.steps +
         Picoseconds(static_cast<std::int64_t>(std::ceil(moved * 1e12 / bytes_per_second)));
}

// What chips of other machines get: those of a machine each have a way out. An all-to-all sends
// most of its parts out, each chip over its own; a ring or a tree passes every machine once, and
// its chips share the bytes.
BytesPerSecond rate_between_machines(const ChipLinkSpec& link, const Collective& collective) {
  const auto chips = static_cast<double>(collective.chips);
  const auto each = static_cast<double>(collective.chips_per_node);
  if (collective.kind == Collective::Kind::kAllToAll)
    return link.node->bandwidth * ((chips - 1) / (chips - each));
  return link.node->bandwidth * each;
}

// Of a mesh, chips of a group have a link to each of them; of a mesh or torus, one chip sends to
// another over one.
double share_of_links(const ChipLinkSpec& link, const Collective& collective) {
  if (link.links <= 1 || link.topology == Topology::kSwitch) return 1;
  const auto links = static_cast<double>(link.links);
  if (collective.kind == Collective::Kind::kSend) return 1 / links;
  if (link.topology != Topology::kFullMesh) return 1;
  return std::min(1.0, static_cast<double>(collective.chips - 1) / links);
}

BytesPerSecond rate_in_machine(const ChipLinkSpec& link, const Collective& collective) {
  for (const SharedLinkSpec& shared : link.shared)
    if (shared.chips >= collective.chips) return shared.bandwidth;
  if (!link.shared.empty()) return link.shared.back().bandwidth;
  return link.bandwidth * share_of_links(link, collective);
}

struct Candidate {
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::kDirect;
  std::int64_t steps = 1;
  double volume = 0;      // bytes that a chip sends
  double idle_links = 1;  // links that the rate is of, for each that is used at a time
};

std::vector<Candidate> all_reduces(const ChipLinkSpec& link, const Collective& collective) {
  using Algorithm = CollectiveAlgorithm;
  const std::int64_t n = collective.chips;
  const auto bytes = static_cast<double>(collective.bytes.count());
  const double parts = 2 * bytes * static_cast<double>(n - 1) / static_cast<double>(n);
  const int d = dimensions(link.topology);
  if (d > 0) {
    const std::int64_t length = side(n, d);
    // Up to the middle of every dimension and back, over one link at a time.
    const double links = 2.0 * d;
    return {{Algorithm::kRings, 2 * d * (length - 1), parts},
            {Algorithm::kTree, 2 * d * std::max<std::int64_t>(1, length / 2), 2 * bytes, links},
            {Algorithm::kRecursive, d * (length - 1), bytes * static_cast<double>(d * (length - 1)),
             links}};
  }
  return {{Algorithm::kTwoShots, 2, parts},
          {Algorithm::kOneShot, 1, bytes * static_cast<double>(n - 1)}};
}

std::vector<Candidate> candidates(const ChipLinkSpec& link, const Collective& collective) {
  using Algorithm = CollectiveAlgorithm;
  const auto chips = static_cast<double>(collective.chips);
  const auto bytes = static_cast<double>(collective.bytes.count());
  const double to_others = bytes * (chips - 1) / chips;
  const bool direct = dimensions(link.topology) == 0;
  const std::int64_t steps = steps_of_phase(link.topology, collective.chips);
  const Algorithm phase = direct ? Algorithm::kDirect : Algorithm::kRings;
  switch (collective.kind) {
    case Collective::Kind::kSend:
      return {{Algorithm::kDirect, 1, bytes}};
    case Collective::Kind::kBroadcast:
      return {{phase, steps, bytes}};
    case Collective::Kind::kAllGather:
      return {{phase, steps, bytes * (chips - 1)}};
    case Collective::Kind::kReduceScatter:
      return {{phase, steps, to_others}};
    case Collective::Kind::kAllToAll:
      return {{phase, steps, to_others * all_to_all_detour(link.topology, collective.chips)}};
    case Collective::Kind::kAllReduce:
      break;
  }
  return all_reduces(link, collective);
}

Picoseconds time_of(const ChipLinkSpec& link, const Collective& collective,
                    const Candidate& candidate) {
  const double transfer =
      candidate.volume * candidate.idle_links * 1e12 / link_rate(link, collective).count();
  const Picoseconds machines =
      over_machines(link, collective) ? link.node->latency : Picoseconds(0);
  return link.latency * candidate.steps + machines +
         Picoseconds(static_cast<std::int64_t>(std::ceil(transfer)));
}

}  // namespace

BytesPerSecond link_rate(const ChipLinkSpec& link, const Collective& collective) {
  if (!over_machines(link, collective)) return rate_in_machine(link, collective);
  const BytesPerSecond between = rate_between_machines(link, collective);
  // A send leaves the machine and nothing else; the others pass its own links too.
  if (collective.chips_per_node == 1) return between;
  Collective inside = collective;
  inside.chips = collective.chips_per_node;
  return std::min(between, rate_in_machine(link, inside));
}

std::string_view name_of(CollectiveAlgorithm algorithm) {
  switch (algorithm) {
    case CollectiveAlgorithm::kDirect:
      return "direct";
    case CollectiveAlgorithm::kOneShot:
      return "one shot";
    case CollectiveAlgorithm::kTwoShots:
      return "two shots";
    case CollectiveAlgorithm::kRings:
      return "rings";
    case CollectiveAlgorithm::kTree:
      return "tree";
    case CollectiveAlgorithm::kRecursive:
      return "recursive doubling";
    case CollectiveAlgorithm::kScheduled:
      break;
  }
  return "scheduled";
}

PlainCollective plain_collective(const ChipLinkSpec& link, const Collective& collective) {
  const std::vector<Candidate> all = candidates(link, collective);
  PlainCollective best;
  for (const Candidate& one : all) {
    const Picoseconds time = time_of(link, collective, one);
    if (&one == all.data() || time < best.time) best = {one.algorithm, time, one.volume};
  }
  return best;
}

Picoseconds collective_time(const ChipLinkSpec& link, const Collective& collective) {
  if (collective.schedule)
    return scheduled_time(*collective.schedule, link_rate(link, collective).count());
  return plain_collective(link, collective).time;
}

double collective_volume(const ChipLinkSpec& link, const Collective& collective) {
  if (collective.schedule) return static_cast<double>(collective.schedule->wire.count());
  return plain_collective(link, collective).volume;
}

}  // namespace tessera
