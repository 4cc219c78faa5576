// A language model in a GGUF file, from the metadata in its header, to a graph.
#pragma once

#include <filesystem>

#include "workloads/graph.pb.h"

namespace tessera {

// Throws InputError: kBadInput where the header is broken or lacks what the family needs,
// kUnsupported where the architecture is another one.
proto::Graph import_gguf(const std::filesystem::path& file);

}  // namespace tessera
