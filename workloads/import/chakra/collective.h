// What passes between devices in a trace, as our collectives.
#pragma once

#include <cstdint>
#include <string>

#include "workloads/import/chakra/trace.h"
#include "workloads/import/chakra/trace_graph.h"

namespace tessera {

std::string described(const TraceNode& collective);  // "all_reduce of 4096 bytes"

// Writes a collective between `chips` devices, or a send to another one. comm_size is what each
// device contributes, as in ASTRA-sim: an all_gather leaves `chips` times as much. A barrier is an
// all_reduce of one element. Nothing is written where nothing passes: to a device itself, or no
// bytes. Throws InputError: kBadInput where type or size is not stated, kUnsupported for a kind
// that we do not have.
void write_collective(const Trace& trace, const TraceNode& node, std::int64_t chips,
                      TraceGraph& graph);

}  // namespace tessera
