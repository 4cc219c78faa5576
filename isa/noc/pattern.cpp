#include "isa/noc/pattern.h"

#include <algorithm>
#include <cmath>

namespace tessera::noc {
namespace {

constexpr double kHotShare = 0.25;

int root(int nodes) {
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(nodes))));
  return side * side == nodes ? side : 0;
}

// The grid of nodes; a single row of a square number counts as that square.
struct Shape {
  int rows, columns;
};
Shape shape_of(const Topology& topology) {
  const int side = root(topology.node_count());
  if (topology.rows == 1 && side > 1) return {side, side};
  return {topology.rows, topology.columns};
}

std::vector<int> unlike(std::vector<int> nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

std::vector<int> corners(const Topology& topology) {
  const Shape grid = shape_of(topology);
  const int nodes = topology.node_count();
  if (grid.rows == 1) return unlike({0, nodes / 4, nodes / 2, 3 * nodes / 4});
  return unlike({0, grid.columns - 1, nodes - grid.columns, nodes - 1});
}

// Half-way between the middle and the corners: four from 8 x 8 nodes on, else two.
std::vector<int> hot_nodes(const Topology& topology) {
  const Shape grid = shape_of(topology);
  const int nodes = topology.node_count();
  if (grid.rows == 1) return unlike({nodes / 3, 2 * nodes / 3});
  const int row = grid.rows / 4, column = grid.columns / 4;
  const int last_row = grid.rows - 1 - row, last_column = grid.columns - 1 - column;
  const auto at = [&](int r, int c) { return r * grid.columns + c; };
  if (grid.rows < 8 || grid.columns < 8)
    return unlike({at(row, column), at(last_row, last_column)});
  return unlike(
      {at(row, column), at(row, last_column), at(last_row, column), at(last_row, last_column)});
}

}  // namespace

bool Pattern::fits(PatternKind kind, const Topology& topology) {
  return kind != PatternKind::kTranspose || root(topology.node_count()) > 0;
}

Pattern::Pattern(PatternKind kind, const Topology& topology, std::vector<int> targets)
    : kind_(kind),
      nodes_(topology.node_count()),
      rows_(topology.rows),
      columns_(topology.columns),
      targets_(std::move(targets)) {
  if (targets_.empty() && kind == PatternKind::kMemory) targets_ = corners(topology);
  if (targets_.empty() && kind == PatternKind::kHotspot) targets_ = hot_nodes(topology);
  if (kind != PatternKind::kHotspot) return;
  const double alike = static_cast<double>(targets_.size()) / nodes_;
  extra_share_ = std::max(0.0, (kHotShare - alike) / (1 - alike));
}

int Pattern::fixed_destination(int source) const {
  if (kind_ == PatternKind::kTranspose) {
    const int side = root(nodes_);
    return source % side * side + source / side;
  }
  const int row = source / columns_, column = source % columns_;
  return (row + 1) % rows_ * columns_ + (column + 1) % columns_;
}

int Pattern::destination(int source, Random& random) const {
  switch (kind_) {
    case PatternKind::kTranspose:
    case PatternKind::kNeighbour:
      return fixed_destination(source);
    case PatternKind::kMemory:
      return targets_[static_cast<std::size_t>(random.below(static_cast<int>(targets_.size())))];
    case PatternKind::kHotspot:
      if (random.share() < extra_share_)
        return targets_[static_cast<std::size_t>(random.below(static_cast<int>(targets_.size())))];
      return random.below(nodes_);
    case PatternKind::kUniform:
      break;
  }
  return random.below(nodes_);
}

double Pattern::share(int source, int destination) const {
  const bool target = std::find(targets_.begin(), targets_.end(), destination) != targets_.end();
  const double of_targets = target ? 1.0 / static_cast<double>(targets_.size()) : 0;
  switch (kind_) {
    case PatternKind::kTranspose:
    case PatternKind::kNeighbour:
      return fixed_destination(source) == destination ? 1 : 0;
    case PatternKind::kMemory:
      return of_targets;
    case PatternKind::kHotspot:
      return extra_share_ * of_targets + (1 - extra_share_) / nodes_;
    case PatternKind::kUniform:
      break;
  }
  return 1.0 / nodes_;
}

}  // namespace tessera::noc
