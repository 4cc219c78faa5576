// Latency, hops and total bandwidth of the on-chip network between cores and
// memory.
#pragma once

#include "isa/chip_spec.h"

namespace tessera {

// One way, core `core` of `cores` to where memory traffic enters (mesh: memory
// ports on the two outer columns, XY routes to the nearer one, cores numbered
// row by row; crossbar: the same for all).
Picoseconds network_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores);

// Byte-hops per byte for energy.
double mean_hops(const NetworkSpec& network, std::int64_t cores);

// Memory traffic that all cores together can move, spread evenly: crossbar
// bisection, or the mesh's busiest link.
BytesPerSecond network_bandwidth(const NetworkSpec& network, std::int64_t cores);

// One core's port.
BytesPerSecond port_bandwidth(const ChipSpec& chip);  // the smaller of DMA and network port

}  // namespace tessera
