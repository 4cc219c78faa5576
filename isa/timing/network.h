// Latency, hops and total bandwidth of the on-chip network between cores and
// memory.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// One way, core `core` of `cores` to where memory traffic enters. Crossbar: the same for all. Mesh:
// cores are numbered row by row, every row has a memory port at either end and a core uses the
// nearer one (the left if equal): one router at the port and one per column on the way.
// A mesh of 0 x 0 takes the smallest near-square shape that holds the cores.
Picoseconds network_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores);

// Of a mesh only: what a core's place adds to the latency that a memory or buffer declares; a
// crossbar's latency is in there.
Picoseconds mesh_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores);

// Byte-hops per byte for energy: routers passed, mean over the cores; a crossbar is one hop.
double mean_hops(const NetworkSpec& network, std::int64_t cores);

// Memory traffic that all cores together can move when each moves the same: crossbar bisection, or
// cores x link / (cores behind the mesh's busiest port).
BytesPerSecond network_bandwidth(const NetworkSpec& network, std::int64_t cores);

// One core's port: the smaller of its DMA and its network port (a mesh's link).
BytesPerSecond port_bandwidth(const ChipSpec& chip);

}  // namespace tessera
