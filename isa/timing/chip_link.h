// How long a transfer between chips takes, closed form.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// steps x latency + volume x detour / bandwidth. With n chips that contribute b bytes each:
//   send, broadcast   b                  reduce-scatter, all-to-all   b (n-1)/n
//   all-gather        b (n-1)            all-reduce                   2 b (n-1)/n
// Steps: 1 per phase through a switch or a full mesh; n-1 on a ring; the sum over dimensions of
// (side - 1) on a torus of the smallest equal sides that hold n; all-reduce has two phases, a send
// is one step. Detour: 1, but all-to-all on a ring or torus crosses side/4 links per dimension
// (never less than 1). Ring algorithms: Patarasuk and Yuan, JPDC 69 (2009).
Picoseconds collective_time(const ChipLinkSpec& link, const Collective& collective);

// With a schedule: start + steps x step + wire / (share x rate) + copied / (copy share x rate).

// What one chip sends: `volume x detour` above, or the schedule's.
double collective_volume(const ChipLinkSpec& link, const Collective& collective);

// Bytes per second and direction that each of `chips` has: the link's bandwidth, what they get of
// a bridge that they share, or of the network where some are in another machine.
BytesPerSecond link_rate(const ChipLinkSpec& link, const Collective& collective);

}  // namespace tessera
