// Types that a network's products ask for and a chip's matrix units do not take.
#pragma once

#include <string>
#include <vector>

#include "isa/chip_spec.h"
#include "workloads/graph.pb.h"

namespace tessera {

// Weights in such a type stay as they are stored and are widened to the network's type on their way
// in; activations are not quantised. One note names the types.
void widen_foreign_products(const ChipSpec& chip, proto::Graph& graph,
                            std::vector<std::string>& notes);

// Products run at the types of their operands, whatever the network asked for.
void forget_product_types(proto::Graph& graph);

}  // namespace tessera
