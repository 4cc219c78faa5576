#include "isa/timing/network.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

std::int64_t mesh_columns(const MeshSpec& mesh, std::int64_t cores) {
  if (mesh.columns > 0) return std::min(mesh.columns, cores);
  auto columns = static_cast<std::int64_t>(std::sqrt(static_cast<double>(cores)));
  while (columns * columns < cores) ++columns;
  return columns;
}

bool uses_left_port(std::int64_t column, std::int64_t columns) {
  return column <= columns - 1 - column;
}

std::int64_t hops(const MeshSpec& mesh, std::int64_t core, std::int64_t cores) {
  const std::int64_t columns = mesh_columns(mesh, cores);
  const std::int64_t column = core % columns;
  return 1 + std::min(column, columns - 1 - column);
}

std::int64_t cores_behind_busiest_port(const MeshSpec& mesh, std::int64_t cores) {
  const std::int64_t columns = mesh_columns(mesh, cores);
  std::int64_t left = 0;  // of the first row, which is full
  for (std::int64_t column = 0; column < columns; ++column) {
    if (uses_left_port(column, columns)) ++left;
  }
  return left;
}

}  // namespace

Picoseconds network_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores) {
  if (const auto* crossbar = std::get_if<CrossbarSpec>(&network.kind)) return crossbar->latency;
  const auto& mesh = std::get<MeshSpec>(network.kind);
  return mesh.router_latency * hops(mesh, core, cores);
}

Picoseconds mesh_latency(const NetworkSpec& network, std::int64_t core, std::int64_t cores) {
  return std::holds_alternative<MeshSpec>(network.kind) ? network_latency(network, core, cores)
                                                        : Picoseconds(0);
}

double mean_hops(const NetworkSpec& network, std::int64_t cores) {
  const auto* mesh = std::get_if<MeshSpec>(&network.kind);
  if (mesh == nullptr) return 1;
  std::int64_t sum = 0;
  for (std::int64_t core = 0; core < cores; ++core) sum += hops(*mesh, core, cores);
  return static_cast<double>(sum) / static_cast<double>(cores);
}

BytesPerSecond network_bandwidth(const NetworkSpec& network, std::int64_t cores) {
  if (const auto* crossbar = std::get_if<CrossbarSpec>(&network.kind)) return crossbar->bisection;
  const auto& mesh = std::get<MeshSpec>(network.kind);
  return mesh.link_bandwidth *
         (static_cast<double>(cores) / static_cast<double>(cores_behind_busiest_port(mesh, cores)));
}

BytesPerSecond port_bandwidth(const ChipSpec& chip) {
  const auto* crossbar = std::get_if<CrossbarSpec>(&chip.network.kind);
  const BytesPerSecond network_port = crossbar != nullptr
                                          ? crossbar->port_bandwidth
                                          : std::get<MeshSpec>(chip.network.kind).link_bandwidth;
  return std::min(chip.core.dma.bandwidth, network_port);
}

}  // namespace tessera
