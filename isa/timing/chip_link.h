// How long a transfer between chips takes, closed form.
#pragma once

#include <string_view>

#include "isa/chip_spec.h"
#include "isa/program.h"

namespace tessera {

// Of collectives that no kernel of a library schedules.
enum class CollectiveAlgorithm {
  kDirect,     // every chip to every other, in one step
  kOneShot,    // all_reduce: every chip gets all of all and adds up
  kTwoShots,   // all_reduce: reduce-scatter and all-gather, both direct
  kRings,      // ring, or a ring per dimension of a torus, one after the other
  kTree,       // all_reduce on a torus: to the middle of every dimension and back
  kRecursive,  // all_reduce on a torus: all of it exchanged with ever farther chips
  kScheduled,
};
std::string_view name_of(CollectiveAlgorithm algorithm);  // "two shots"

// steps x latency + volume / rate, and the latency between machines; with n chips that contribute b
// bytes each, on d dimensions of `side` chips:
//                  direct               rings                             steps: direct, rings
//   send           b                    b                                 1      1
//   broadcast      b                    b                                 1      d (side-1)
//   reduce-scatter b (n-1)/n            b (n-1)/n                         1      d (side-1)
//   all-gather     b (n-1)              b (n-1)                           1      d (side-1)
//   all-to-all     b (n-1)/n            b (n-1)/n max(1, d side/4)        1      d (side-1)
//   all-reduce     two shots 2 b (n-1)/n, one shot b (n-1)                2, 1
//                                       rings 2 b (n-1)/n                        2 d (side-1)
//                                       tree 2 b, over one link of 2 d           2 d (side/2)
//                                       recursive b d (side-1), likewise         d (side-1)
// The smallest torus of equal sides that holds n is taken; of all-reduces the fastest. Ring
// algorithms: Patarasuk and Yuan, JPDC 69 (2009); the others: Thakur, Rabenseifner and Gropp,
// IJHPCA 19 (2005).
struct PlainCollective {
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::kDirect;
  Picoseconds time;
  double volume = 0;  // bytes that a chip sends
};
PlainCollective plain_collective(const ChipLinkSpec& link, const Collective& collective);

// With a schedule: start + steps x step + wire / (share x rate) + copied / (copy share x rate);
// else as above.
Picoseconds collective_time(const ChipLinkSpec& link, const Collective& collective);

// What one chip sends: of the algorithm above, or the schedule's.
double collective_volume(const ChipLinkSpec& link, const Collective& collective);

// Bytes per second and direction that each of `chips` has: the link's bandwidth, on a mesh of its
// links those that go to the others, what chips get of a bridge that they share, or of the network
// where some are in another machine, if that is less.
BytesPerSecond link_rate(const ChipLinkSpec& link, const Collective& collective);

}  // namespace tessera
