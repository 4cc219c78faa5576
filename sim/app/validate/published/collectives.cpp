// Collectives and sends between chips.
#include <algorithm>
#include <cmath>

#include "sim/app/validate/published/layout.h"
#include "sim/app/validate/published/one_run.h"
#include "sim/app/validate/published/predictors.h"
#include "sim/app/validate/published/types.h"
#include "sim/app/validate/published/units.h"
#include "sim/app/validate/published/words.h"
#include "sim/app/validate/row_reader.h"
#include "workloads/graph_builder.h"
#include "workloads/parallel/machines.h"

namespace tessera::validation::published {
namespace {

constexpr double kLong = 1 << 30;  // bytes, where bandwidth is all that is stated

// What a chip sends, or reduces, all parts together.
struct Collective {
  const char* function = "all_reduce";
  double bytes = kLong;
  double counted = 1;  // of `bytes`, what the published bandwidth counts
};

double ring_share(double chips) { return 2 * (chips - 1) / chips; }

// Experts: a token goes to each of its experts by itself, as low-latency kernels send it.
Collective expert_exchange(const Row& row) {
  const auto tokens = integer_in(row.batch);
  const auto hidden = number_behind(row.conditions, R"(hidden (\d+))");
  const auto experts = number_behind(row.conditions, R"(top-(\d+)(?! groups))");
  if (!tokens || !hidden || !experts)
    throw NotPredicted("tokens, width or experts of the exchange are not stated");
  const std::vector<DataType> types = types_in(row.dtype);
  const double width = types.empty() ? 2 : bits_of(types.front()) / 8;
  return {"all_to_all", static_cast<double>(*tokens) * *hidden * *experts * width, 1};
}

Collective collective_of(const Row& row, double chips) {
  if (says(row.workload, "all-to-all")) return expert_exchange(row);
  const double both = says(row.metric, "bidirectional") ? 2 : 1;
  if (says(row.workload, "P2P") || says(row.workload, "send")) return {"send", kLong, both};
  const bool bus = says(row.metric, "bus");
  if (says(row.workload, "all-reduce"))
    return {"all_reduce", kLong, both * (bus ? ring_share(chips) : 1)};
  if (says(row.workload, "all-gather"))
    return {"all_gather", kLong, both * (bus ? ring_share(chips) / 2 : 1)};
  throw NotPredicted("no collective of ours is called " + row.workload);
}

proto::Graph graph_of(const Collective& collective, std::int64_t chips, const ChipSpec& chip) {
  const auto elements = std::max<std::int64_t>(chips, std::llround(collective.bytes / 2));
  const std::int64_t whole = ceil_divide(elements, chips) * chips;
  const bool gathers = std::string_view(collective.function) == "all_gather";
  GraphBuilder graph(collective.function);
  graph.graph().set_dtype("bf16");
  graph.tensor("x", std::vector<std::int64_t>{gathers ? whole / chips : whole});
  graph.tensor("y", std::vector<std::int64_t>{whole});
  proto::CollectiveOp& op = *graph.node(collective.function, {"x"}, {"y"}).mutable_collective();
  op.set_function(collective.function);
  op.set_chips(chips);
  proto::Graph made = graph.take();
  place_in_machines(chip, made);
  return made;
}

}  // namespace

double collective_value(const Row& row, const DeviceChip& device, OperatorDetail detail) {
  const std::int64_t chips = chips_of(row);
  if (chips < 2) throw NotPredicted("collectives of one chip");
  const Collective collective = collective_of(row, static_cast<double>(chips));
  const proto::Graph graph = graph_of(collective, chips, *device.spec);
  const double time = seconds(run_once(graph, {}, device, detail).execution.elapsed);
  return is_time(row) ? time_in(row, time)
                      : rate_in(row, collective.bytes * collective.counted / time, *device.spec);
}

}  // namespace tessera::validation::published
