// Latent attention as attention over keys and values, and the products around it.
#pragma once

#include <vector>

#include "workloads/lowering/fused_operator.h"

namespace tessera {

// Over the latent vectors themselves: one head of keys whose first elements are the values. Queries
// enter as wide as the latent keys, results leave as wide as the latent values.
FusedOperator absorbed(const FusedOperator& latent);

// Over keys and values of all tokens, made for every head by a product before.
FusedOperator expanded(const FusedOperator& latent);

// The products between latent and heads. Absorbed: queries into the latent space, and results out
// of it, head by head. Expanded: keys and values of all tokens. What they leave for one another is
// in tensor `between`.
struct LatentProducts {
  std::vector<FusedOperator> before, behind;
};
LatentProducts latent_products(const FusedOperator& latent, bool absorbs, int between);

// Latent attention by itself, its products taken out.
FusedOperator without_products(const FusedOperator& latent);

// A token's new latent vectors, or keys and values, go where the cache is.
FusedOperator append_to_cache(const FusedOperator& attention);

// The form of the kernel that the library has for this shape, prefill or decode.
bool has_few_queries(const AttentionShape& shape, const AttentionKernels& library);
const AttentionKernel& form_for(const AttentionShape& shape, const AttentionKernels& library);

}  // namespace tessera
