// Which kernel a fused operator becomes on queues.
#include "isa/timing/vector_unit.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/gemm.h"
#include "workloads/lowering/queues/latent_attention.h"
#include "workloads/lowering/queues/moe.h"
#include "workloads/lowering/queues/plans.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera {
namespace {

// A product of every channel by itself has no reuse for an array of multipliers: where the lanes
// are faster, they multiply.
bool lanes_are_faster(const FusedOperator& lanes, const queues::GemmPlan& plan,
                      const ChipSpec& chip) {
  const double cycles =
      vector_cycles(chip.core.vector_unit, lanes.vector) / static_cast<double>(chip.core.count);
  return to_nanoseconds(duration(cycles, chip.core.clock)) < plan.cost.ns;
}

bool is_latent(const FusedOperator& fused) {
  return fused.attention && fused.attention->latent_dim > 0;
}

// A list in braces would copy it.
std::vector<Kernel> only(Kernel kernel) {
  std::vector<Kernel> kernels;
  kernels.push_back(std::move(kernel));
  return kernels;
}

}  // namespace

Bytes scratch_in_queues(const FusedOperator& fused, const ChipSpec& chip,
                        const KernelLibrary& library) {
  if (fused.moe) return queues::moe_scratch(fused);
  if (is_latent(fused)) return queues::latent_scratch(fused, chip.core.count, library.attention);
  if (fused.attention) return queues::parts_bytes(*fused.attention, chip.core.count);
  return Bytes(0);
}

std::vector<Kernel> lower_to_queues(const FusedOperator& fused, const ChipSpec& chip,
                                    QueuePlans& plans, const KernelLibrary& library) {
  if (fused.gemm) {
    const queues::GemmPlan& plan = queues::plan_of(fused, chip, plans);
    if (fused.kind == OperatorKind::kConvolution && fused.gemm->batch > 1) {
      FusedOperator lanes = fused;
      lanes.vector.add_mul += static_cast<double>(fused.gemm->macs());
      if (lanes_are_faster(lanes, plan, chip)) return only(queues::vector_kernel(lanes, chip));
    }
    return only(queues::gemm_kernel(fused, plan, chip));
  }
  if (fused.moe) return queues::moe_kernels(fused, chip, plans);
  if (is_latent(fused))
    return queues::latent_attention_kernels(fused, chip, plans, library.attention);
  if (fused.attention) return queues::attention_kernels(fused, chip, library.attention);
  return only(queues::vector_kernel(fused, chip));
}

}  // namespace tessera
