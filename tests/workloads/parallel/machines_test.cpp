#include "workloads/parallel/machines.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "sim/core/diagnostics.h"
#include "workloads/graph_builder.h"

namespace tessera {
namespace {

proto::Graph collective_of(std::int64_t chips) {
  GraphBuilder graph("collective");
  graph.tensor("part", std::vector<std::int64_t>{1024});
  graph.tensor("sum", std::vector<std::int64_t>{1024});
  proto::CollectiveOp& op = *graph.node("reduce", {"part"}, {"sum"}).mutable_collective();
  op.set_function("all_reduce");
  op.set_chips(chips);
  return graph.take();
}

std::int64_t placed(std::int64_t chips) {
  proto::Graph graph = collective_of(chips);
  place_in_machines(read_chip({"h100-sxm", {}, {}}), graph);
  return graph.block(0).node(0).collective().chips_per_node();
}

TEST(Machines, HoldAsManyChipsAsTheLinkJoins) {
  EXPECT_EQ(placed(8), 0) << "all in one";
  EXPECT_EQ(placed(16), 8);
  EXPECT_THROW(placed(12), InputError);
}

TEST(Machines, KeepWhatTheGraphStates) {
  proto::Graph graph = collective_of(16);
  graph.mutable_block(0)->mutable_node(0)->mutable_collective()->set_chips_per_node(4);
  place_in_machines(read_chip({"h100-sxm", {}, {}}), graph);
  EXPECT_EQ(graph.block(0).node(0).collective().chips_per_node(), 4);
}

}  // namespace
}  // namespace tessera
