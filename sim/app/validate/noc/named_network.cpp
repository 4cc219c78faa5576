#include "sim/app/validate/noc/named_network.h"

#include <cmath>
#include <string_view>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

constexpr std::int64_t kMostNodes = 4096;
constexpr int kNodesOfARouter = 4;  // of concentrated networks

// The number behind `prefix`, if that is all.
std::optional<int> number_behind(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  const auto number = integer_in(name.substr(prefix.size()));
  if (!number || *number < 1 || *number > kMostNodes) return std::nullopt;
  return static_cast<int>(*number);
}

struct Sides {
  int rows, columns;
};
std::optional<Sides> sides_behind(std::string_view prefix, std::string_view name) {
  const std::size_t times = name.rfind('x');
  if (times == std::string_view::npos || times < prefix.size()) return std::nullopt;
  const auto rows = number_behind(prefix, name.substr(0, times));
  const auto columns = number_behind("", name.substr(times + 1));
  if (!rows || !columns || *rows * *columns > kMostNodes) return std::nullopt;
  return Sides{*rows, *columns};
}

// The side of the square of routers with four nodes each.
std::optional<int> side_behind(std::string_view prefix, std::string_view name) {
  const auto nodes = number_behind(prefix, name);
  if (!nodes || *nodes % kNodesOfARouter != 0) return std::nullopt;
  const int side = static_cast<int>(std::lround(std::sqrt(*nodes / kNodesOfARouter)));
  if (side * side * kNodesOfARouter != *nodes) return std::nullopt;
  return side;
}

}  // namespace

std::optional<noc::Topology> network_named(const std::string& name) {
  if (const auto sides = sides_behind("mesh", name)) return noc::mesh(sides->rows, sides->columns);
  if (const auto sides = sides_behind("torus", name))
    return noc::torus(sides->rows, sides->columns);
  if (const auto side = side_behind("flatfly", name))
    return noc::flattened_butterfly(*side, *side, kNodesOfARouter);
  if (const auto side = side_behind("cmesh", name)) return noc::mesh(*side, *side, kNodesOfARouter);
  if (const auto nodes = number_behind("xbar", name)) return noc::crossbar(*nodes);
  if (const auto nodes = number_behind("ring", name)) return noc::ring(*nodes);
  return std::nullopt;
}

std::optional<noc::PatternKind> traffic_named(const std::string& name) {
  if (name == "uniform") return noc::PatternKind::kUniform;
  if (name == "transpose") return noc::PatternKind::kTranspose;
  if (name == "neighbor" || name == "neighbour") return noc::PatternKind::kNeighbour;
  if (name == "hotspot25" || name == "hotspot") return noc::PatternKind::kHotspot;
  if (name == "memcorner") return noc::PatternKind::kMemory;
  return std::nullopt;
}

}  // namespace tessera::validation
