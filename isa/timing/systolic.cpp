#include "isa/timing/systolic.h"

#include <algorithm>

namespace tessera {
namespace {

SystolicCycles scale_sim_cycles(const SystolicSpec& array, std::int64_t rounds,
                                std::int64_t streamed) {
  const bool outputs_stay = array.dataflow == Dataflow::kOutputStationary;
  const std::int64_t load = outputs_stay ? 0 : array.rows;
  const std::int64_t total = rounds * (load + array.rows + array.columns + streamed - 2) - 1;
  return {rounds * streamed, total - rounds * streamed, 0};
}

}  // namespace

Folds folds(const SystolicSpec& array, const Matmul& matmul) {
  const std::int64_t m = matmul.m, n = matmul.n, k = matmul.k;
  const std::int64_t r = array.rows, c = array.columns;
  switch (array.dataflow) {
    case Dataflow::kWeightStationary:
      return {ceil_divide(k, r) * ceil_divide(n, c), m, k * n + ceil_divide(n, c) * m * k};
    case Dataflow::kOutputStationary:
      return {ceil_divide(m, r) * ceil_divide(n, c), k,
              ceil_divide(n, c) * m * k + ceil_divide(m, r) * k * n};
    case Dataflow::kInputStationary:
      break;
  }
  return {ceil_divide(k, r) * ceil_divide(m, c), n, m * k + ceil_divide(m, c) * k * n};
}

SystolicCycles systolic_cycles(const SystolicSpec& array, std::int64_t unit_count,
                               const Folds& folds) {
  const std::int64_t full_rounds = folds.count / unit_count;
  const std::int64_t left_over = folds.count % unit_count;
  const std::int64_t part =  // of the streaming dimension, for an array of the last round
      left_over == 0 ? 0 : ceil_divide(folds.streamed, unit_count / left_over);
  if (array.scale_sim_compatible) {
    return scale_sim_cycles(array, ceil_divide(folds.count, unit_count), folds.streamed);
  }
  const std::int64_t load = ceil_divide(array.rows, array.rows_loaded_per_clock);
  const std::int64_t skew = array.rows + array.columns - 2;
  const std::int64_t stream = full_rounds * folds.streamed + part;
  const std::int64_t last = left_over == 0 ? folds.streamed : part;
  if (!array.double_buffered_weights) {
    return {stream, (full_rounds + (left_over > 0 ? 1 : 0)) * load, skew};
  }
  const std::int64_t slots =
      full_rounds * std::max(folds.streamed, load) + (left_over > 0 ? std::max(part, load) : 0);
  return {stream, slots - stream, std::min(last, load) + skew};
}

}  // namespace tessera
