// Which kernel a fused operator becomes on queues.
#include "isa/timing/vector_unit.h"
#include "sim/core/diagnostics.h"
#include "workloads/lowering/queues/attention.h"
#include "workloads/lowering/queues/gemm.h"
#include "workloads/lowering/queues/plans.h"
#include "workloads/lowering/queues/vector.h"

namespace tessera {
namespace {

std::vector<double> key_of(const FusedOperator& fused) {
  const GemmShape& shape = *fused.gemm;
  std::vector<double> key;
  for (const std::int64_t number : {shape.batch, shape.m, shape.n, shape.k})
    key.push_back(static_cast<double>(number));
  key.push_back(static_cast<double>(fused.matrix_type));
  for (const double work :
       {fused.vector.add_mul, fused.vector.special, fused.vector.convert, fused.vector.reduce})
    key.push_back(work);
  for (const auto* operands : {&fused.reads, &fused.writes}) {
    key.push_back(static_cast<double>(operands->size()));
    for (const Operand& operand : *operands) {
      key.push_back(static_cast<double>(operand.bytes.count()));
      key.push_back(static_cast<double>(operand.role));
      key.push_back(operand.shared_buffer_hit);
      key.push_back(operand.tensor < 0 ? 1 : 0);
    }
  }
  if (fused.window) {
    const ConvolutionWindow& w = *fused.window;
    for (const std::int64_t number :
         {w.images, w.input_rows, w.output_rows, w.output_columns, w.window, w.stride})
      key.push_back(static_cast<double>(number));
  }
  key.push_back(static_cast<double>(fused.local_memory.count()));
  key.push_back(fused.prefetch ? 1 : 0);
  return key;
}

const queues::GemmPlan& plan_of(const FusedOperator& fused, const ChipSpec& chip,
                                QueuePlans& plans) {
  std::vector<double> key = key_of(fused);
  const auto found = plans.gemms.find(key);
  if (found != plans.gemms.end()) return found->second;
  return plans.gemms.emplace(std::move(key), queues::best_plan(queues::GemmOperands(fused), chip))
      .first->second;
}

// A product of every channel by itself has no reuse for an array of multipliers: where the lanes
// are faster, they multiply.
bool lanes_are_faster(const FusedOperator& lanes, const queues::GemmPlan& plan,
                      const ChipSpec& chip) {
  const double cycles =
      vector_cycles(chip.core.vector_unit, lanes.vector) / static_cast<double>(chip.core.count);
  return to_nanoseconds(duration(cycles, chip.core.clock)) < plan.cost.ns;
}

}  // namespace

std::vector<Kernel> lower_to_queues(const FusedOperator& fused, const ChipSpec& chip,
                                    QueuePlans& plans, const KernelLibrary& library) {
  if (fused.gemm) {
    const queues::GemmPlan& plan = plan_of(fused, chip, plans);
    if (fused.kind == OperatorKind::kConvolution && fused.gemm->batch > 1) {
      FusedOperator lanes = fused;
      lanes.vector.add_mul += static_cast<double>(fused.gemm->macs());
      if (lanes_are_faster(lanes, plan, chip)) return {queues::vector_kernel(lanes, chip)};
    }
    return {queues::gemm_kernel(fused, plan, chip)};
  }
  if (fused.moe)
    throw InputError(ExitCode::kUnsupported,
                     fused.name +
                         " is a mixture of experts, which only chips with control of thread "
                         "blocks run so far");
  if (fused.attention) return queues::attention_kernels(fused, chip, library.attention);
  return {queues::vector_kernel(fused, chip)};
}

}  // namespace tessera
