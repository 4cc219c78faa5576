// Latency, hops and total bandwidth of the on-chip network between cores and
// memory.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// One way, core `core` of `cores` to where memory traffic enters, which a core does at the nearest
// memory port (the first if equal). Routers are numbered row by row, each with `cores_per_router`
// cores in turn, and count once each on the way, the port's own included.
//   crossbar       the same for all
//   mesh, flattened butterfly: a port at either end of every row; the butterfly has at most two
//                  routers on the way
//   torus          a port at the first column of every row and at the one half-way round
//   ring           ports evenly spread over the stops
//   hierarchical   the group's crossbar, and the trunk for the share of the traffic that crosses it
// A mesh, torus or butterfly of 0 columns takes the smallest near-square shape that holds the
// cores.
Picoseconds network_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores);

// Of that, a crossbar, a group's too: the latency that a memory or buffer declares has it in it.
Picoseconds crossbar_latency(const NetworkSpec& network);

// Of that, routers, which a core's place adds to a declared latency; the mean over the cores.
Picoseconds place_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores);
Picoseconds mean_place_latency(const NetworkSpec& network, std::int64_t cores);

// Of that, the trunk's for the share that crosses it, which comes on top too, twice for a load; 0
// where there is none.
Picoseconds trunk_latency(const NetworkSpec& network);

// Groups of cores that have equal parts of crossbars and trunks and cannot use each other's: a
// hierarchy's; 1 for the other kinds.
std::int64_t network_groups(const NetworkSpec& network);

// Byte-hops per byte for energy: routers passed, mean over the cores; a crossbar is one hop, a
// trunk one more.
double mean_hops(const NetworkSpec& network, std::int64_t cores);

// Memory traffic that all cores together can move when each moves the same: the crossbar's
// bisection, in a hierarchy that of all groups, else cores x link / (cores behind the busiest
// port).
BytesPerSecond switched_bandwidth(const NetworkSpec& network, std::int64_t cores);
// What all trunks bring to their groups; 0 where there is none.
BytesPerSecond trunk_bandwidth(const NetworkSpec& network);
// Both, where all traffic crosses trunks alike; where a group's own buffer serves a part of it,
// what trunks bound is memory's traffic, and this is what the groups switch.
BytesPerSecond network_bandwidth(const NetworkSpec& network, std::int64_t cores);

// One core's port: the smaller of its DMA and its network port (a router's link).
BytesPerSecond port_bandwidth(const ChipSpec& chip);

}  // namespace tessera
