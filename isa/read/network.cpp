#include <fmt/format.h>

#include <cmath>

#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

CrossbarSpec read_crossbar(const TextBlock& crossbar, Hertz clock, double scale,
                           std::int64_t cores) {
  CrossbarSpec spec;
  spec.port_bandwidth =
      per_clock(crossbar.number("bytes_per_clock_per_port", kPositive) * scale, clock);
  const auto bisection = crossbar.optional_number("bisection_gb_per_s", kPositive);
  spec.bisection = bisection ? from_gb_per_s(*bisection * scale)
                             : spec.port_bandwidth * static_cast<double>(cores);
  spec.latency = from_nanoseconds(crossbar.number("latency_ns", kNotNegative));
  return spec;
}

// As square as the cores allow: 32 cores are 6 x 6 with the last row half empty.
void shape_mesh(const TextBlock& mesh, std::int64_t cores, MeshSpec& spec) {
  const auto square = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(cores))));
  spec.rows = mesh.integer_or("rows", kCount, 0);
  spec.columns = mesh.integer_or("columns", kCount, 0);
  if (spec.columns == 0) spec.columns = spec.rows > 0 ? ceil_divide(cores, spec.rows) : square;
  if (spec.rows == 0) spec.rows = ceil_divide(cores, spec.columns);
  if (spec.rows * spec.columns >= cores) return;
  const char* field = mesh.has("columns") ? "columns" : "rows";
  mesh.add_mistake(
      field, fmt::format("{} x {} is {} x {}, must hold all {} cores of core.count",
                         mesh.path("rows"), mesh.path("columns"), spec.rows, spec.columns, cores));
}

MeshSpec read_mesh(const TextBlock& mesh, Hertz clock, double scale, std::int64_t cores) {
  MeshSpec spec;
  shape_mesh(mesh, cores, spec);
  spec.link_bandwidth = per_clock(mesh.number("link_bytes_per_clock", kPositive) * scale, clock);
  const double cycles = mesh.number("router_latency_cycles", kNotNegative);
  spec.router_latency = duration(cycles, clock);
  return spec;
}

Topology topology(int value) {
  switch (value) {
    case 1:
      return Topology::kFullMesh;
    case 3:
      return Topology::kTorus2d;
    case 4:
      return Topology::kTorus3d;
    case 5:
      return Topology::kRing;
    default:
      return Topology::kSwitch;
  }
}

}  // namespace

NetworkSpec read_network(const TextBlock& network, const CoreSpec& core) {
  const auto mhz = network.optional_number("clock_mhz", kPositive);
  const Hertz clock = mhz ? from_mhz(*mhz) : core.clock;
  const double scale = network.scale("bandwidth_scale");
  NetworkSpec spec;
  spec.multicast_cores = network.integer_or("multicast_cores", kCount, 1);
  const std::string kind = network.kind("kind");
  if (kind == "crossbar") spec.kind = read_crossbar(network.block(kind), clock, scale, core.count);
  if (kind == "mesh") spec.kind = read_mesh(network.block(kind), clock, scale, core.count);
  return spec;
}

ChipLinkSpec read_chip_link(const TextBlock& link) {
  ChipLinkSpec spec;
  spec.bandwidth =
      from_gb_per_s(link.number("bandwidth_gb_per_s", kPositive) * link.scale("bandwidth_scale"));
  spec.latency = from_nanoseconds(link.number("latency_ns", kNotNegative));
  spec.topology = topology(link.choice("topology"));
  spec.max_chips = link.integer("max_chips", kCount);
  return spec;
}

}  // namespace tessera
