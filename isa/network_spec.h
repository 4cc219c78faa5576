// The on-chip network as a chip declares it: its kind and shape, what its links move and take.
#pragma once

#include <cstdint>
#include <variant>

#include "sim/core/units.h"

namespace tessera {

struct CrossbarSpec {
  BytesPerSecond port_bandwidth;
  BytesPerSecond bisection;
  Picoseconds latency;
  bool operator==(const CrossbarSpec&) const = default;
};
struct MeshSpec {
  std::int64_t rows = 1, columns = 1;  // of routers
  BytesPerSecond link_bandwidth;
  Picoseconds router_latency;
  std::int64_t cores_per_router = 1;
  bool operator==(const MeshSpec&) const = default;
};
struct TorusSpec {
  std::int64_t rows = 1, columns = 1;
  BytesPerSecond link_bandwidth;
  Picoseconds router_latency;
  std::int64_t cores_per_router = 1;
  bool operator==(const TorusSpec&) const = default;
};
struct RingSpec {
  std::int64_t stops = 1;
  BytesPerSecond link_bandwidth;  // one direction
  Picoseconds router_latency;
  std::int64_t cores_per_router = 1;
  std::int64_t memory_ports = 1;
  bool one_way = false;
  bool operator==(const RingSpec&) const = default;
};
struct FlattenedButterflySpec {
  std::int64_t rows = 1, columns = 1;
  BytesPerSecond link_bandwidth;
  Picoseconds router_latency;
  std::int64_t cores_per_router = 1;
  bool operator==(const FlattenedButterflySpec&) const = default;
};
struct HierarchicalSpec {
  std::int64_t groups = 1;
  CrossbarSpec group;    // of one group
  BytesPerSecond trunk;  // of one group, per direction
  Picoseconds trunk_latency;
  double trunk_share = 1;         // of memory traffic
  bool buffer_per_group = false;  // what the shared buffer has of it crosses no trunk
  bool operator==(const HierarchicalSpec&) const = default;
};

// Beyond links and latencies, what the flit level and packets need.
struct RouterSpec {
  Bytes flit{64};
  Bytes packet_payload{256};
  std::int64_t header_flits = 1;
  std::int64_t virtual_channels = 4;
  std::int64_t buffer_flits = 8;  // of a virtual channel
  Cycles credit{3};               // from a flit's departure until its place is usable upstream
  double merge_efficiency = 0.9;  // of a link that two or more inputs feed
  bool operator==(const RouterSpec&) const = default;
};

struct NetworkSpec {
  std::variant<CrossbarSpec, MeshSpec, TorusSpec, RingSpec, FlattenedButterflySpec,
               HierarchicalSpec>
      kind;
  std::int64_t multicast_cores = 1;  // one load is delivered to up to this many cores
  Hertz clock{};
  RouterSpec router{};
  bool operator==(const NetworkSpec&) const = default;
};

}  // namespace tessera
