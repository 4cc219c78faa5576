// ONNX models to graphs: shapes by libonnx, operators by the table in
// operators.cpp, everything else as unsupported with its bytes.
#pragma once

#include <filesystem>

#include "workloads/dimension.h"
#include "workloads/graph.pb.h"

namespace tessera {

// Throws InputError: kBadInput that names the file and what is wrong with it,
// kUnsupported where the shape of a tensor cannot be known.
proto::Graph import_onnx(const std::filesystem::path& file, const Symbols& symbols);

}  // namespace tessera
