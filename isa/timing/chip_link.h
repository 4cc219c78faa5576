// How long a transfer between chips takes, closed form.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Send: latency + bytes/bandwidth. Ring and torus collectives: steps x latency
// + bytes x (n-1)/n / bandwidth (twice for all-reduce); switch and full mesh:
// one hop of latency per phase.
Picoseconds collective_time(const ChipLinkSpec& link, const Collective& collective);

}  // namespace tessera
