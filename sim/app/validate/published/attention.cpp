// Fused attention by itself: the kernels of FlashAttention, timed in a loop.
#include <fmt/format.h>

#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/row_reader.h"
#include "workloads/one_operator.h"

namespace tessera::validation::published {
namespace {

std::int64_t stated(const std::string& text, const std::string& pattern) {
  const auto number = number_behind(text, pattern);
  if (!number) throw NotPredicted("the shape of the attention is not stated");
  return static_cast<std::int64_t>(*number);
}

DataType sixteen_bits(const Row& row) {
  for (const DataType type : types_in(row.dtype))
    if (bits_of(type) == 16) return type;
  throw NotPredicted("attention on narrow types is not modelled");
}

}  // namespace

double attention_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  const auto batch = integer_in(row.batch), seq = integer_in(row.input);
  const std::string text = row.workload + "; " + row.conditions;
  const std::int64_t dim = stated(text, R"(head dim (\d+))"),
                     heads = stated(text, R"(heads (\d+))");
  if (!batch || !seq) throw NotPredicted("the shape of the attention is not stated");
  if (!says(row.workload, "flash")) throw NotPredicted("attention without a fused kernel");
  const bool causal = says(row.workload, "causal");

  proto::Graph graph =
      *one_operator(fmt::format("attention:{},{},{},{},{},0", *batch, heads, heads, dim, *seq));
  graph.set_dtype(std::string(name_of(sixteen_bits(row))));
  proto::Node& node = *graph.mutable_block(0)->mutable_node(0);
  node.mutable_attention()->set_causal(causal);
  node.mutable_output()->DeleteSubrange(1, node.output_size() - 1);  // no cache is appended to

  RunConditions how;
  how.conditions.timing = Timing::kLoop;
  how.older_software = says(row.workload, "FlashAttention-2");
  const double time = seconds(run_once(graph, how, device, detail).execution.elapsed);
  const double pairs = static_cast<double>(*seq) * static_cast<double>(*seq) * (causal ? 0.5 : 1);
  return rate_in(row, 4 * static_cast<double>(*batch * heads * dim) * pairs / time, *device.spec);
}

}  // namespace tessera::validation::published
