#include "sim/app/simulate/pipeline_pass.h"

#include <algorithm>

namespace tessera {
namespace {

double time_of(const OperatorExecution& one) { return static_cast<double>(one.time.count()); }

double sum_of(const Execution& execution) {
  double sum = 0;
  for (const OperatorExecution& one : execution.operators) sum += time_of(one);
  return sum;
}

// Of every operator's executions, those of the slowest stage.
struct Slowest {
  std::vector<double> shares;
  double time = 0;
};

Slowest slowest_stage(const Part& part, const Execution& execution) {
  Slowest slowest{part.lowered.stages.front(), 0};
  for (const std::vector<double>& shares : part.lowered.stages) {
    double time = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
      time += shares[i] * time_of(execution.operators[i]);
    if (time > slowest.time) slowest = {shares, time};
  }
  return slowest;
}

}  // namespace

std::vector<double> passes(const Part& part, const Execution& execution) {
  const std::size_t operators = execution.operators.size();
  const auto batches = static_cast<double>(part.microbatches);
  if (part.microbatches <= 1) return std::vector<double>(operators, 1);
  if (part.lowered.stages.empty()) return std::vector<double>(operators, batches);
  std::vector<double> all(operators, 1);
  const Slowest slowest = slowest_stage(part, execution);
  if (!part.is_step) {
    for (std::size_t i = 0; i < operators; ++i) all[i] += (batches - 1) * slowest.shares[i];
  } else if (batches * slowest.time > sum_of(execution)) {
    for (std::size_t i = 0; i < operators; ++i) all[i] = batches * slowest.shares[i];
  }
  return all;
}

double latency_of(const Part& part, const Execution& execution) {
  if (part.microbatches <= 1) return static_cast<double>(execution.elapsed.count());
  const std::vector<double> factors = passes(part, execution);
  double sum = 0;
  for (std::size_t i = 0; i < factors.size(); ++i)
    sum += factors[i] * time_of(execution.operators[i]);
  return sum;
}

double latency_of(const Part& part) { return latency_of(part, part.execution); }

double bubble_share(const Part& part) {
  const auto stages = static_cast<double>(part.lowered.chips_in_use);
  const double latency = latency_of(part);
  if (stages <= 1 || latency <= 0) return 0;
  const double used = static_cast<double>(part.microbatches) * sum_of(part.execution);
  return std::max(0.0, 1 - used / (stages * latency));
}

}  // namespace tessera
