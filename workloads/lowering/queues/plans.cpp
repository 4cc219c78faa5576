#include "workloads/lowering/queues/plans.h"

namespace tessera::queues {
namespace {

// Everything that a kernel of the operator depends on but its tiling, and the room for it.
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
      key.push_back(static_cast<double>(operand.rows));
      key.push_back(static_cast<double>(operand.type));
      key.push_back(static_cast<double>(operand.gathered_from.count()));
      key.push_back(static_cast<double>(operand.role));
      key.push_back(operand.shared_buffer_hit);
      key.push_back(operand.tensor < 0 ? 1 : 0);
    }
  }
  if (fused.window) {
    const ConvolutionWindow& w = *fused.window;
    for (const std::int64_t number : {w.images, w.input_rows, w.output_rows, w.output_columns,
                                      w.window, w.stride, w.window_columns})
      key.push_back(static_cast<double>(number));
  }
  key.push_back(fused.prefetch ? 1 : 0);
  key.push_back(fused.first_of_program ? 1 : 0);
  return key;
}

std::vector<double> with_tiling(const std::vector<double>& product, const GemmPlan& plan) {
  const GemmPartition& cut = plan.partition;
  const GemmTile& tile = plan.tile;
  constexpr std::size_t kOfTiling = 10;
  std::vector<double> key;
  key.reserve(product.size() + kOfTiling);
  key.insert(key.end(), product.begin(), product.end());
  for (const std::int64_t number :
       {cut.batch, cut.m, cut.n, cut.granule_m, cut.granule_n, tile.batch, tile.m, tile.n, tile.k})
    key.push_back(static_cast<double>(number));
  key.push_back(static_cast<double>(tile.held));
  return key;
}

}  // namespace

const GemmPlan& plan_of(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans) {
  const std::vector<double> product = key_of(fused);
  std::vector<double> key = product;
  key.push_back(static_cast<double>(fused.local_memory.count()));
  const auto found = plans.gemms.find(key);
  if (found != plans.gemms.end()) return found->second;
  TimePlan known;
  if (plans.times != nullptr)
    known = [&](const GemmPlan& plan, const std::function<double()>& time) {
      return plans.times->of(with_tiling(product, plan), time);
    };
  return plans.gemms.emplace(std::move(key), best_plan(GemmOperands(fused), chip, known))
      .first->second;
}

Kernel planned_gemm(const FusedOperator& fused, const ChipSpec& chip, QueuePlans& plans) {
  return gemm_kernel(fused, plan_of(fused, chip, plans), chip);
}

}  // namespace tessera::queues
