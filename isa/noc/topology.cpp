#include "isa/noc/topology.h"

#include <fmt/format.h>

#include <cmath>

namespace tessera::noc {
namespace {

// Nodes of a router as a block of the grid of nodes.
struct Block {
  int width = 1, height = 1;
  int size() const { return width * height; }
};

Block block_of(int concentration) {
  Block block{concentration, 1};
  for (int height = 2; height * height <= concentration; ++height)
    if (concentration % height == 0) block = {concentration / height, height};
  return block;
}

// A grid of routers, its nodes in blocks. Ports: the nodes of the block, then links.
struct Grid {
  int rows, columns;
  Block block;

  int router(int row, int column) const { return row * columns + column; }
  int node_columns() const { return columns * block.width; }
  int nodes() const { return rows * columns * block.size(); }
  int row_of(int node) const { return node / node_columns() / block.height; }
  int column_of(int node) const { return node % node_columns() / block.width; }
  int port_of(int node) const {
    return node / node_columns() % block.height * block.width + node % node_columns() % block.width;
  }
};

Topology with_nodes(const Grid& grid, int links) {
  Topology topology;
  topology.rows = grid.rows * grid.block.height;
  topology.columns = grid.node_columns();
  topology.routers.assign(static_cast<std::size_t>(grid.rows * grid.columns),
                          std::vector<Link>(static_cast<std::size_t>(grid.block.size() + links)));
  for (int node = 0; node < grid.nodes(); ++node) {
    const int router = grid.router(grid.row_of(node), grid.column_of(node));
    const int port = grid.port_of(node);
    topology.nodes.push_back({router, port, port});
    topology.routers[static_cast<std::size_t>(router)][static_cast<std::size_t>(port)].node = node;
  }
  return topology;
}

void join(Topology& topology, int from, int output, int to, int input, int extra = 0) {
  topology.routers[static_cast<std::size_t>(from)][static_cast<std::size_t>(output)] = {to, input,
                                                                                        -1, extra};
}

enum Side { kWest, kEast, kNorth, kSouth };
constexpr int kSides = 4;

Hop delivery(const Grid& grid, int node) {
  return {grid.router(grid.row_of(node), grid.column_of(node)),
          static_cast<std::int16_t>(grid.port_of(node)), Channels::kAll};
}

std::vector<Hop> mesh_route(const Grid& grid, int source, int destination) {
  std::vector<Hop> way;
  int row = grid.row_of(source), column = grid.column_of(source);
  const auto take = [&](Side side) {
    way.push_back({grid.router(row, column), static_cast<std::int16_t>(grid.block.size() + side),
                   Channels::kAll});
  };
  const int to_row = grid.row_of(destination), to_column = grid.column_of(destination);
  for (; column < to_column; ++column) take(kEast);
  for (; column > to_column; --column) take(kWest);
  for (; row < to_row; ++row) take(kSouth);
  for (; row > to_row; --row) take(kNorth);
  way.push_back(delivery(grid, destination));
  return way;
}

// Steps along one ring of a torus: how many, and whether ahead; `tie` decides half-way round.
struct Steps {
  int count = 0;
  bool ahead = true;
};
Steps steps(int from, int to, int size, bool tie) {
  const int ahead = (to - from + size) % size;
  if (2 * ahead == size) return {ahead, tie};
  return 2 * ahead < size ? Steps{ahead, true} : Steps{size - ahead, false};
}

// The half of the channels is the same along a dimension: the upper one if the destination lies at
// a lower place than the source. On ways of at most half the ring no cycle of waiting can close.
Channels half(int from, int to) { return from > to ? Channels::kUpper : Channels::kLower; }

std::vector<Hop> torus_route(const Grid& grid, int source, int destination, int tie) {
  std::vector<Hop> way;
  int row = grid.row_of(source), column = grid.column_of(source);
  const int to_row = grid.row_of(destination), to_column = grid.column_of(destination);
  const auto walk = [&](int& place, int to, int size, Steps go, Side ahead, Side back) {
    const Channels channels = half(place, to);
    for (; go.count > 0; --go.count) {
      const Side side = go.ahead ? ahead : back;
      way.push_back({grid.router(row, column), static_cast<std::int16_t>(grid.block.size() + side),
                     channels});
      place = (place + (go.ahead ? 1 : size - 1)) % size;
    }
  };
  walk(column, to_column, grid.columns, steps(column, to_column, grid.columns, (tie & 1) != 0),
       kEast, kWest);
  walk(row, to_row, grid.rows, steps(row, to_row, grid.rows, (tie & 2) != 0), kSouth, kNorth);
  way.push_back(delivery(grid, destination));
  return way;
}

// The links of a butterfly's router: to the other columns of its row, then to the other rows.
int to_column(const Grid& grid, int column, int other) {
  return grid.block.size() + (other < column ? other : other - 1);
}
int to_row(const Grid& grid, int row, int other) {
  return grid.block.size() + grid.columns - 1 + (other < row ? other : other - 1);
}

std::vector<Hop> butterfly_route(const Grid& grid, int source, int destination) {
  std::vector<Hop> way;
  const int row = grid.row_of(source), column = grid.column_of(source);
  const int last_row = grid.row_of(destination), last_column = grid.column_of(destination);
  if (column != last_column)
    way.push_back({grid.router(row, column),
                   static_cast<std::int16_t>(to_column(grid, column, last_column)),
                   Channels::kAll});
  if (row != last_row)
    way.push_back({grid.router(row, last_column),
                   static_cast<std::int16_t>(to_row(grid, row, last_row)), Channels::kAll});
  way.push_back(delivery(grid, destination));
  return way;
}

// Going one way only, ways are longer than half the ring: the channels change behind stop 0.
std::vector<Hop> one_way_route(const Grid& grid, int source, int destination) {
  std::vector<Hop> way;
  const int last = grid.column_of(destination);
  Channels channels = Channels::kLower;
  for (int stop = grid.column_of(source); stop != last; stop = (stop + 1) % grid.columns) {
    if (stop + 1 == grid.columns) channels = Channels::kUpper;
    way.push_back({stop, static_cast<std::int16_t>(grid.block.size() + kEast), channels});
  }
  way.push_back(delivery(grid, destination));
  return way;
}

void join_neighbours(Topology& topology, const Grid& grid, bool closed) {
  const int first = grid.block.size();
  for (int row = 0; row < grid.rows; ++row) {
    for (int column = 0; column < grid.columns; ++column) {
      const int here = grid.router(row, column);
      const int east = grid.router(row, (column + 1) % grid.columns);
      const int south = grid.router((row + 1) % grid.rows, column);
      if (here != east && (closed || column + 1 < grid.columns)) {
        join(topology, here, first + kEast, east, first + kWest);
        join(topology, east, first + kWest, here, first + kEast);
      }
      if (here != south && (closed || row + 1 < grid.rows)) {
        join(topology, here, first + kSouth, south, first + kNorth);
        join(topology, south, first + kNorth, here, first + kSouth);
      }
    }
  }
}

std::string concentrated(int concentration) {
  return concentration > 1 ? fmt::format("x{}", concentration) : "";
}

// Ports of a group's router: its nodes, then its lanes. Those of the switch: group by group.
struct Groups {
  int count, size, lanes;
  int group_of(int node) const { return node / size; }
  int port_of(int node) const { return node % size; }
};

std::vector<Hop> grouped_route(const Groups& groups, int source, int destination) {
  std::vector<Hop> way;
  const int from = groups.group_of(source), to = groups.group_of(destination);
  const int lane = source % groups.lanes;
  if (from != to) {
    way.push_back({from, static_cast<std::int16_t>(groups.size + lane), Channels::kAll});
    if (groups.count > 2)
      way.push_back(
          {groups.count, static_cast<std::int16_t>(to * groups.lanes + lane), Channels::kAll});
  }
  way.push_back({to, static_cast<std::int16_t>(groups.port_of(destination)), Channels::kAll});
  return way;
}

void join_groups(Topology& topology, const Groups& groups, int extra) {
  for (int group = 0; group < groups.count; ++group) {
    for (int lane = 0; lane < groups.lanes; ++lane) {
      const int port = groups.size + lane;
      if (groups.count == 2) {
        join(topology, group, port, 1 - group, port, extra);
      } else if (groups.count > 2) {
        join(topology, group, port, groups.count, group * groups.lanes + lane, extra - extra / 2);
        join(topology, groups.count, group * groups.lanes + lane, group, port, extra / 2);
      }
    }
  }
}

}  // namespace

Topology mesh(int rows, int columns, int concentration) {
  const Grid grid{rows, columns, block_of(concentration)};
  Topology topology = with_nodes(grid, kSides);
  topology.name = fmt::format("{}:{}x{}{}", concentration > 1 ? "cmesh" : "mesh", rows, columns,
                              concentrated(concentration));
  join_neighbours(topology, grid, false);
  topology.route = [grid](int source, int destination, int) {
    return mesh_route(grid, source, destination);
  };
  return topology;
}

Topology torus(int rows, int columns, int concentration) {
  const Grid grid{rows, columns, block_of(concentration)};
  Topology topology = with_nodes(grid, kSides);
  topology.name = fmt::format("torus:{}x{}{}", rows, columns, concentrated(concentration));
  topology.ties = 4;
  join_neighbours(topology, grid, true);
  topology.route = [grid](int source, int destination, int tie) {
    return torus_route(grid, source, destination, tie);
  };
  return topology;
}

Topology flattened_butterfly(int rows, int columns, int concentration) {
  const Grid grid{rows, columns, block_of(concentration)};
  Topology topology = with_nodes(grid, columns - 1 + rows - 1);
  topology.name = fmt::format("flatfly:{}x{}{}", rows, columns, concentrated(concentration));
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      for (int other = 0; other < columns; ++other)
        if (other != column)
          join(topology, grid.router(row, column), to_column(grid, column, other),
               grid.router(row, other), to_column(grid, other, column));
      for (int other = 0; other < rows; ++other)
        if (other != row)
          join(topology, grid.router(row, column), to_row(grid, row, other),
               grid.router(other, column), to_row(grid, other, row));
    }
  }
  topology.route = [grid](int source, int destination, int) {
    return butterfly_route(grid, source, destination);
  };
  return topology;
}

Topology ring(int stops, int concentration, bool one_way) {
  const Grid grid{1, stops, {concentration, 1}};
  Topology topology = with_nodes(grid, 2);
  topology.name =
      fmt::format("ring:{}{}{}", stops, concentrated(concentration), one_way ? ":one-way" : "");
  topology.ties = one_way ? 1 : 2;
  join_neighbours(topology, grid, true);
  topology.route = [grid, one_way](int source, int destination, int tie) {
    return one_way ? one_way_route(grid, source, destination)
                   : torus_route(grid, source, destination, tie);
  };
  return topology;
}

Topology crossbar(int nodes) {
  const Grid grid{1, 1, {nodes, 1}};
  Topology topology = with_nodes(grid, 0);
  topology.name = fmt::format("crossbar:{}", nodes);
  topology.route = [grid](int, int destination, int) {
    return std::vector<Hop>{delivery(grid, destination)};
  };
  return topology;
}

Topology hierarchical(int count, int nodes_of_a_group, int lanes, int extra) {
  const Groups groups{count, nodes_of_a_group, lanes};
  Topology topology;
  topology.name = fmt::format("groups:{}x{}x{}", count, nodes_of_a_group, lanes);
  topology.columns = count * nodes_of_a_group;
  topology.routers.assign(
      static_cast<std::size_t>(count),
      std::vector<Link>(static_cast<std::size_t>(nodes_of_a_group + (count > 1 ? lanes : 0))));
  if (count > 2) topology.routers.emplace_back(static_cast<std::size_t>(count * lanes));
  for (int node = 0; node < topology.columns; ++node) {
    const int port = groups.port_of(node);
    topology.nodes.push_back({groups.group_of(node), port, port});
    topology
        .routers[static_cast<std::size_t>(groups.group_of(node))][static_cast<std::size_t>(port)]
        .node = node;
  }
  join_groups(topology, groups, extra);
  topology.route = [groups](int source, int destination, int) {
    return grouped_route(groups, source, destination);
  };
  return topology;
}

}  // namespace tessera::noc
