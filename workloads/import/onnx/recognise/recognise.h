// Finds what exporters took apart, and puts one operator in its place.
#pragma once

#include <map>
#include <string>

#include "workloads/import/onnx/network.h"

namespace tessera {

// How often each pattern was found, by its name ("layer norm").
std::map<std::string, int> recognise(OnnxNetwork& network);

// Identities, dropouts and casts to the type that is there already; then nodes whose results nobody
// reads. How many of each type of operator.
std::map<std::string, int> drop_passing_nodes(OnnxNetwork& network);
std::map<std::string, int> drop_unused_nodes(OnnxNetwork& network);

}  // namespace tessera
