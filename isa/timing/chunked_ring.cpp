#include "isa/timing/chunked_ring.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

// Parts on the busiest link: of all-to-all every part is handed on until it is where it belongs.
std::int64_t steps_of(Collective::Kind kind, std::int64_t chips) {
  switch (kind) {
    case Collective::Kind::kSend:
      return 1;
    case Collective::Kind::kAllReduce:
      return 2 * (chips - 1);
    case Collective::Kind::kAllToAll:
      return chips * (chips - 1) / 2;
    case Collective::Kind::kBroadcast:
    case Collective::Kind::kAllGather:
    case Collective::Kind::kReduceScatter:
      break;
  }
  return chips - 1;
}

std::int64_t sums_of(Collective::Kind kind, std::int64_t chips) {
  const bool adds =
      kind == Collective::Kind::kAllReduce || kind == Collective::Kind::kReduceScatter;
  return adds ? chips - 1 : 0;
}

}  // namespace

Picoseconds chunked_ring_time(const ChunkedRing& ring, Collective::Kind kind, Bytes part) {
  constexpr double kTouched = 3;  // bytes in memory per byte added: two read, one written
  const auto steps = static_cast<double>(steps_of(kind, ring.chips));
  const auto sums = static_cast<double>(sums_of(kind, ring.chips));
  const auto chunks = static_cast<double>(ring.chunks);
  const auto active = static_cast<double>(std::min(ring.active, ring.chunks));
  const double bytes = static_cast<double>(part.count()) / chunks;
  const double send = bytes / ring.bandwidth.count() * 1e12;
  const auto links = static_cast<double>(ring.links);
  const double hop = links * static_cast<double>(ring.latency.count()) +
                     static_cast<double>(ring.endpoint.count());
  const double chain =
      steps * (links * send + hop) + sums * kTouched * bytes / ring.local_bandwidth.count() * 1e12;
  const double chains = chain * std::ceil(chunks / active) + (active - 1) * send;
  const double link = steps * chunks * send + hop;
  return Picoseconds(static_cast<std::int64_t>(std::ceil(std::max(chains, link))));
}

}  // namespace tessera
