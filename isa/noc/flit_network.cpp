#include "isa/noc/flit_network.h"

#include "isa/noc/flit_engine.h"

namespace tessera::noc {
namespace {

constexpr int kWidest = 32;  // words

int stride_of(const RouterParameters& router) {
  return static_cast<int>(std::bit_ceil(static_cast<unsigned>(router.channels)));
}

template <int kWords>
FlitRun run_with(const Topology& topology, const RouterParameters& router, Traffic& traffic,
                 const FlitLimits& limits) {
  return FlitEngine<kWords>(topology, router, traffic, limits).run();
}

}  // namespace

int most_ports(const RouterParameters& router) { return kWidest * 64 / stride_of(router); }

FlitRun run_flits(const Topology& topology, const RouterParameters& router, Traffic& traffic,
                  const FlitLimits& limits) {
  int ports = 1;
  for (int r = 0; r < topology.router_count(); ++r) ports = std::max(ports, topology.ports(r));
  const int bits = ports * stride_of(router);
  if (bits <= 64) return run_with<1>(topology, router, traffic, limits);
  if (bits <= 2 * 64) return run_with<2>(topology, router, traffic, limits);
  if (bits <= 8 * 64) return run_with<8>(topology, router, traffic, limits);
  return run_with<kWidest>(topology, router, traffic, limits);
}

}  // namespace tessera::noc
