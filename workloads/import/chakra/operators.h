// Operators of PyTorch in a trace as operators of ours.
#pragma once

#include "workloads/import/chakra/call.h"
#include "workloads/import/chakra/trace_graph.h"

namespace tessera {

// Writes the work of the call behind graph.begin(). False, and nothing is written, where the
// operator is not known or its shapes are not stated or not as they should be.
bool write_operator(const Call& call, TraceGraph& graph);

// Of those: products, attention and convolutions (products.cpp), and what runs on the lanes
// (lanes.cpp).
bool write_product(const Call& call, TraceGraph& graph);
bool write_on_lanes(const Call& call, TraceGraph& graph);

// Whether it only looks at a tensor in another way, or makes room for one: no work at all.
bool is_free(const Call& call);

}  // namespace tessera
