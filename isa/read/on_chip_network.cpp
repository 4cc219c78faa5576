#include <fmt/format.h>

#include <cmath>

#include "isa/read/blocks.h"
#include "isa/read/quantities.h"

namespace tessera {
namespace {

constexpr Range kShareOrNone{0, 1, "must be at least 0 and at most 1", 0};
constexpr Range kMergeEfficiency{0.1, 1, "must be at least 0.1 and at most 1", 1};
constexpr Range kVirtualChannels{1, 16, "must be at least 1 (and at most 16)", 4};
constexpr Range kTorusChannels{2, 16, "must be at least 2, one set for each side of a dateline", 4};
constexpr Range kBufferFlits{1, 1024, "must be at least 1 (and at most 1024)", 8};
constexpr Range kCreditCycles{1, 64, "must be at least 1 (and at most 64)", 3};
constexpr Range kHeaderFlits{0, 64, "must be at least 0 (and at most 64)", 1};
constexpr std::int64_t kPacketFlits = 4;  // of payload, where a text does not say

struct Surroundings {
  Hertz clock;
  double scale;
  std::int64_t cores;
};

CrossbarSpec read_crossbar(const TextBlock& crossbar, const Surroundings& chip,
                           std::int64_t ports) {
  CrossbarSpec spec;
  spec.port_bandwidth =
      per_clock(crossbar.number("bytes_per_clock_per_port", kPositive) * chip.scale, chip.clock);
  const auto bisection = crossbar.optional_number("bisection_gb_per_s", kPositive);
  spec.bisection = bisection ? from_gb_per_s(*bisection * chip.scale)
                             : spec.port_bandwidth * static_cast<double>(ports);
  spec.latency = from_nanoseconds(crossbar.number("latency_ns", kNotNegative));
  return spec;
}

// As square as the routers allow: 32 are 6 x 6 with the last row half empty.
template <class Grid>
void shape_grid(const TextBlock& grid, std::int64_t cores, Grid& spec) {
  const std::int64_t routers = ceil_divide(cores, spec.cores_per_router);
  const auto square = static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(routers))));
  spec.rows = grid.integer_or("rows", kCount, 0);
  spec.columns = grid.integer_or("columns", kCount, 0);
  if (spec.columns == 0) spec.columns = spec.rows > 0 ? ceil_divide(routers, spec.rows) : square;
  if (spec.rows == 0) spec.rows = ceil_divide(routers, spec.columns);
  if (static_cast<double>(spec.rows) * static_cast<double>(spec.columns) >=
      static_cast<double>(routers))
    return;
  const char* field = grid.has("columns") ? "columns" : "rows";
  const std::string each =
      spec.cores_per_router > 1 ? fmt::format(" routers of {} cores", spec.cores_per_router) : "";
  grid.add_mistake(field, fmt::format("{} x {} is {} x {}{}, must hold all {} cores of core.count",
                                      grid.path("rows"), grid.path("columns"), spec.rows,
                                      spec.columns, each, cores));
}

template <class Routed>
void read_links(const TextBlock& block, const Surroundings& chip, Routed& spec) {
  spec.cores_per_router = block.integer_or("cores_per_router", kCount, 1);
  spec.link_bandwidth =
      per_clock(block.number("link_bytes_per_clock", kPositive) * chip.scale, chip.clock);
  spec.router_latency = duration(block.number("router_latency_cycles", kNotNegative), chip.clock);
}

template <class Grid>
Grid read_grid(const TextBlock& block, const Surroundings& chip) {
  Grid spec;
  read_links(block, chip, spec);
  shape_grid(block, chip.cores, spec);
  return spec;
}

RingSpec read_ring(const TextBlock& ring, const Surroundings& chip) {
  RingSpec spec;
  read_links(ring, chip, spec);
  spec.stops = ceil_divide(chip.cores, spec.cores_per_router);
  spec.one_way = ring.flag_or("one_way", false);
  spec.memory_ports = ring.integer("memory_ports", kCount);
  if (spec.memory_ports > spec.stops)
    ring.reject("memory_ports", std::to_string(spec.memory_ports),
                fmt::format("must be at most the {} stops of the ring", spec.stops));
  return spec;
}

HierarchicalSpec read_hierarchical(const TextBlock& block, const Surroundings& chip) {
  HierarchicalSpec spec;
  spec.groups = block.integer("groups", kCount);
  if (spec.groups > chip.cores)
    block.reject("groups", std::to_string(spec.groups),
                 fmt::format("must be at most the {} cores of core.count", chip.cores));
  spec.group = read_crossbar(block.block("group"), chip, ceil_divide(chip.cores, spec.groups));
  spec.trunk = from_gb_per_s(block.number("trunk_gb_per_s", kPositive) * chip.scale);
  spec.trunk_latency = from_nanoseconds(block.number("trunk_latency_ns", kNotNegative));
  const auto groups = static_cast<double>(spec.groups);
  spec.trunk_share = block.number_or("trunk_share", kShareOrNone, (groups - 1) / groups);
  spec.buffer_per_group = block.flag_or("buffer_per_group", false);
  return spec;
}

// A link's bytes per clock, as far as flits are whole bytes.
Bytes link_bytes(const NetworkSpec& spec) {
  const BytesPerSecond link = std::visit(
      [](const auto& kind) {
        if constexpr (requires { kind.link_bandwidth; })
          return kind.link_bandwidth;
        else if constexpr (requires { kind.group; })
          return kind.group.port_bandwidth;
        else
          return kind.port_bandwidth;
      },
      spec.kind);
  return Bytes(std::max<std::int64_t>(
      1, std::llround(link.count() / static_cast<double>(spec.clock.count()))));
}

bool has_dateline(const NetworkSpec& spec) {
  return std::holds_alternative<TorusSpec>(spec.kind) ||
         std::holds_alternative<RingSpec>(spec.kind);
}

RouterSpec read_router(const TextBlock& router, const NetworkSpec& network) {
  RouterSpec spec;
  spec.flit = Bytes(router.integer_or("flit_bytes", kCount, link_bytes(network).count()));
  spec.packet_payload =
      Bytes(router.integer_or("packet_payload_bytes", kCount, kPacketFlits * spec.flit.count()));
  spec.header_flits = router.integer_or("header_flits", kHeaderFlits, spec.header_flits);
  spec.virtual_channels = router.integer_or(
      "virtual_channels", has_dateline(network) ? kTorusChannels : kVirtualChannels,
      spec.virtual_channels);
  spec.buffer_flits = router.integer_or("buffer_flits", kBufferFlits, spec.buffer_flits);
  spec.credit = Cycles(router.integer_or("credit_cycles", kCreditCycles, spec.credit.count()));
  spec.merge_efficiency =
      router.number_or("merge_efficiency", kMergeEfficiency, spec.merge_efficiency);
  return spec;
}

RouterSpec usual_router(const NetworkSpec& network) {
  RouterSpec spec;
  spec.flit = link_bytes(network);
  spec.packet_payload = spec.flit * kPacketFlits;
  return spec;
}

}  // namespace

NetworkSpec read_network(const TextBlock& network, const CoreSpec& core) {
  const auto mhz = network.optional_number("clock_mhz", kPositive);
  NetworkSpec spec;
  spec.clock = mhz ? from_mhz(*mhz) : core.clock;
  const Surroundings chip{spec.clock, network.scale("bandwidth_scale"), core.count};
  spec.multicast_cores = network.integer_or("multicast_cores", kCount, 1);
  const std::string kind = network.kind("kind");
  if (kind == "crossbar") spec.kind = read_crossbar(network.block(kind), chip, core.count);
  if (kind == "mesh") spec.kind = read_grid<MeshSpec>(network.block(kind), chip);
  if (kind == "torus") spec.kind = read_grid<TorusSpec>(network.block(kind), chip);
  if (kind == "ring") spec.kind = read_ring(network.block(kind), chip);
  if (kind == "flattened_butterfly")
    spec.kind = read_grid<FlattenedButterflySpec>(network.block(kind), chip);
  if (kind == "hierarchical") spec.kind = read_hierarchical(network.block(kind), chip);
  const auto router = network.optional_block("router");
  spec.router = router ? read_router(*router, spec) : usual_router(spec);
  return spec;
}

}  // namespace tessera
