// ONNX models to graphs: shapes by libonnx, operators by the table in
// operators.cpp, what exporters took apart as one operator again (recognise/), everything else as
// unsupported with its bytes.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "workloads/dimension.h"
#include "workloads/graph.pb.h"

namespace tessera {

using OperatorCounts = std::map<std::string, int>;  // by type

// What became of the nodes of a file.
struct OnnxStatement {
  OperatorCounts operators;   // as the file holds them
  OperatorCounts folded;      // known before the network runs
  OperatorCounts recognised;  // patterns, by their name
  OperatorCounts dropped;     // pass their input on
  OperatorCounts unused;      // read by nobody
};

struct ImportedOnnx {
  proto::Graph graph;
  OnnxStatement statement;
};

enum class Recognising { kOn, kOff };

// Throws InputError: kBadInput that names the file and what is wrong with it,
// kUnsupported where the shape of a tensor cannot be known.
ImportedOnnx import_onnx_and_say(const std::filesystem::path& file, const Symbols& symbols,
                                 Recognising recognising = Recognising::kOn);
proto::Graph import_onnx(const std::filesystem::path& file, const Symbols& symbols);

}  // namespace tessera
