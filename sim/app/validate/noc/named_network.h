// Networks and traffic as the reference tables name them.
#pragma once

#include <optional>
#include <string>

#include "isa/noc/pattern.h"
#include "isa/noc/topology.h"

namespace tessera::validation {

// "mesh8x8", "torus4x4", "flatfly64", "cmesh64" (routers of four nodes in a square), "xbar16",
// "ring16"; nothing where the name is another.
std::optional<noc::Topology> network_named(const std::string& name);

// "uniform", "transpose", "neighbor", "hotspot25", "memcorner"
std::optional<noc::PatternKind> traffic_named(const std::string& name);

}  // namespace tessera::validation
