// From planned operators to the sections of a program: kernels of every block, and the transfers
// between chips where one is not enough.
#pragma once

#include "isa/chip_spec.h"
#include "isa/program.h"
#include "workloads/lowering/live_bytes.h"
#include "workloads/lowering/lower.h"
#include "workloads/lowering/lowered_block.h"
#include "workloads/lowering/pipeline.h"

namespace tessera {

// Adds sections, and an operator per kind of transfer, to `program`. Stages run one after the other
// for one batch, all on the same simulated chip. Equal stages in a row stay one section where that
// is short enough.
void add_sections(Program& program, const std::vector<LoweredBlock>& blocks,
                  const std::vector<Lifetime>& lifetimes, const PipelinePlan& plan,
                  const ChipSpec& chip, const LoweringOptions& options);

// What each of `chips` does of an operator they share: a part of its columns (products), of its
// sequences or heads (attention), of the inner columns of every expert. The largest part.
FusedOperator share_of(const FusedOperator& fused, std::int64_t chips);

}  // namespace tessera
