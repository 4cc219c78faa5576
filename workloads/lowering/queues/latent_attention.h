// Latent attention on queues: products between latent and heads around attention over the latent
// vectors themselves, or behind the product that makes keys and values of them.
#pragma once

#include <vector>

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/kernel_library.h"
#include "workloads/lowering/fused_operator.h"
#include "workloads/lowering/queues/plans.h"

namespace tessera::queues {

// Few queries: absorbed, as the library says; a latent vector is read once for all heads. Where the
// rows of all heads do not fit local memory they are cut in halves until they do, each of which
// reads the latent vectors for itself.
std::vector<Kernel> latent_attention_kernels(const FusedOperator& fused, const ChipSpec& chip,
                                             QueuePlans& plans, const AttentionKernels& library);

// What these kernels leave in memory for one another.
Bytes latent_scratch(const FusedOperator& fused, std::int64_t cores,
                     const AttentionKernels& library);

}  // namespace tessera::queues
