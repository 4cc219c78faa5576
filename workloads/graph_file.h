// Graphs as files: protobuf text and binary.
#pragma once

#include <filesystem>

#include "workloads/graph.pb.h"

namespace tessera {

// Every node, tensor and block carries its place. Throws InputError(kBadInput)
// with file, line and column.
proto::Graph read_graph_text(const std::filesystem::path& path);

// Throws InputError(kBadInput) that names the file and what is wrong with it.
proto::Graph read_graph_binary(const std::filesystem::path& path);

// Text where the name ends in .textproto, else binary. Written beside its
// destination and renamed, so that no partial file is left behind. Throws
// InputError(kBadInput) where it cannot be written.
void write_graph(const proto::Graph& graph, const std::filesystem::path& path);

}  // namespace tessera
