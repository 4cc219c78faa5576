// A network that is nothing but a collective (`all_reduce:8,1048576`): all chips that it joins do
// the same, and no inference is made.
#pragma once

#include <cstdint>

#include "workloads/graph.pb.h"

namespace tessera {

// How many it joins; 1 of any other network.
std::int64_t chips_of_lone_collective(const proto::Graph& graph);

}  // namespace tessera
