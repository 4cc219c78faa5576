// Matrix products, one or a group of them.
#include <fmt/format.h>

#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/silicon/operators.h"
#include "workloads/one_operator.h"

namespace tessera::validation::published {
namespace {

struct Product {
  std::int64_t groups = 1, m = 0, n = 0, k = 0;
  double macs() const {
    return static_cast<double>(groups) * static_cast<double>(m) * static_cast<double>(n) *
           static_cast<double>(k);
  }
};

// "large" without a size: one at which no chip gains by more.
constexpr std::int64_t kLarge = 8192;
constexpr std::int64_t kLargeFfn = 28672;  // of Llama 70B

std::int64_t number(const std::string& text, const std::string& pattern) {
  const auto found = number_behind(text, pattern);
  return found ? static_cast<std::int64_t>(*found) : 0;
}

Product product_of(const std::string& text) {
  if (const std::int64_t m = number(text, R"(MxNxK=(\d+)x)"))
    return {1, m, number(text, R"(MxNxK=\d+x(\d+))"), number(text, R"(MxNxK=\d+x\d+x(\d+))")};
  if (const std::int64_t size = number(text, R"(m=n=k=(\d+))")) return {1, size, size, size};
  const std::int64_t n = number(text, R"(\bN=(\d+))"), k = number(text, R"(\bK=(\d+))");
  if (const std::int64_t groups = number(text, R"(groups=(\d+))"))
    return {groups, number(text, R"(M/group=(\d+))"), n, k};
  if (n > 0) return {1, number(text, R"(\bM=(\d+))"), n, k};
  if (says(text, "LLM-shaped")) return {1, kLarge, kLargeFfn, kLarge};
  if (says(text, "large")) return {1, kLarge, kLarge, kLarge};
  throw NotPredicted("the sizes of the product are not stated");
}

proto::Graph graph_of(const Product& product, DataType type) {
  proto::Graph graph = *one_operator(
      product.groups == 1
          ? fmt::format("gemm:{},{},{}", product.m, product.n, product.k)
          : fmt::format("gemm:{},{},{},{}", product.groups, product.m, product.n, product.k));
  graph.set_dtype(std::string(name_of(type)));
  for (proto::GraphTensor& tensor : *graph.mutable_tensor())
    if (tensor.name() == "c") tensor.set_dtype(std::string(name_of(result_type(type))));
  return graph;
}

// DeepGEMM flushes the caches between calls and reads the profiler; others time a loop.
Conditions conditions_of(const Row& row) {
  Conditions conditions;
  if (says(row.conditions, "DeepGEMM")) {
    conditions.timing = Timing::kProfiler;
  } else {
    conditions.timing = Timing::kLoop;
    conditions.caches = Caches::kWarm;
  }
  return conditions;
}

}  // namespace

double gemm_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  const Product product = product_of(row.workload);
  const auto type = operator_type(row.dtype);
  if (!type) throw NotPredicted("the data type is not stated");
  RunConditions how;
  how.conditions = conditions_of(row);
  const double time =
      seconds(run_once(graph_of(product, *type), how, device, detail).execution.elapsed);
  if (is_share(row))
    return share_in(row, product.macs() / time / peak_macs_per_second(*device.spec, *type));
  return rate_in(row, 2 * product.macs() / time, *device.spec);
}

}  // namespace tessera::validation::published
