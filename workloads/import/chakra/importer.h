// Chakra execution traces of several devices, one file each, to the graph of one of them.
#pragma once

#include <filesystem>

#include "workloads/graph.pb.h"

namespace tessera {

// `path`: one of the files PREFIX.0.et, PREFIX.1.et, ..., or a folder that holds them, of one
// prefix. All are read and checked; the graph is that of the device with the most operations (then
// bytes, then bytes between devices), and its notes say how the others differ and how long it took
// where the trace was made. Collectives take as many chips as their group has devices. Throws
// InputError: kBadInput for a file that is broken or missing, dependencies in a circle, collectives
// of a group that differ; kUnsupported for a collective that we do not have.
proto::Graph import_chakra(const std::filesystem::path& path);

// Whether the folder holds such files.
bool holds_chakra(const std::filesystem::path& folder);

}  // namespace tessera
