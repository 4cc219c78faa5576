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

Picoseconds from_us(double microseconds) { return from_nanoseconds(microseconds * 1e3); }

std::vector<SharedLinkSpec> read_shared(const TextBlock& link, double scale) {
  std::vector<SharedLinkSpec> shared;
  for (const TextBlock& block : link.entries("shared")) {
    shared.push_back({block.integer("chips", kCount),
                      from_gb_per_s(block.number("bandwidth_gb_per_s", kPositive) * scale)});
    if (shared.size() > 1 && shared.back().chips <= shared[shared.size() - 2].chips)
      block.add_mistake("chips", block.path("chips") + " must ascend");
  }
  return shared;
}

InSwitchSpec read_in_switch(const TextBlock& block) {
  return {block.integer_or("least_chips", kCount, 2),
          from_us(block.number("setup_us", kNotNegative)), block.number("share", kShare)};
}

CollectiveSpec read_collective(const TextBlock& block) {
  CollectiveSpec spec;
  spec.kernel = from_us(block.number("kernel_us", kNotNegative));
  spec.step = from_us(block.number("step_us", kNotNegative));
  spec.sustained_share = block.number("sustained_share", kShare);
  spec.copy_share = block.number("copy_share", kPositive);
  spec.send = from_us(block.number("send_us", kNotNegative));
  spec.host = from_us(block.number_or("host_us", kNotNegative, 0));
  if (const auto direct = block.optional_number("direct_us", kNotNegative))
    spec.direct_kernel = from_us(*direct);
  if (const auto in_switch = block.optional_block("in_switch"))
    spec.in_switch = read_in_switch(*in_switch);
  return spec;
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
  const double scale = link.scale("bandwidth_scale");
  spec.bandwidth = from_gb_per_s(link.number("bandwidth_gb_per_s", kPositive) * scale);
  spec.latency = from_nanoseconds(link.number("latency_ns", kNotNegative));
  spec.topology = topology(link.choice("topology"));
  spec.max_chips = link.integer("max_chips", kCount);
  spec.shared = read_shared(link, scale);
  if (const auto node = link.optional_block("node"))
    spec.node = NodeLinkSpec{from_gb_per_s(node->number("bandwidth_gb_per_s", kPositive) * scale),
                             from_us(node->number("latency_us", kNotNegative))};
  if (const auto block = link.optional_block("collective"))
    spec.collective = read_collective(*block);
  return spec;
}

}  // namespace tessera
