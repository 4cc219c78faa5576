// Vector work around the two grouped products of a mixture of experts, part by part: what the
// operator counts and lowering gives to its kernels.
#pragma once

#include "workloads/bound_graph.h"

namespace tessera {

VectorWork scores_work(const MoeShape& shape);      // softmax over the experts, the best of them
VectorWork activation_work(const MoeShape& shape);  // between the products; gated: silu x value
VectorWork combine_work(const MoeShape& shape);     // weighted sum of a token's experts

}  // namespace tessera
