#include "workloads/import/chakra/collective.h"

#include <fmt/format.h>

#include <array>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

struct Kind {
  chakra::CommType type;
  const char* function;
};
constexpr double kMostBytes = 1e15;

constexpr std::array kKinds = {Kind{chakra::ALL_REDUCE, "all_reduce"},
                               Kind{chakra::ALL_GATHER, "all_gather"},
                               Kind{chakra::BROADCAST, "broadcast"},
                               Kind{chakra::ALL_TO_ALL, "all_to_all"},
                               Kind{chakra::REDUCE_SCATTER, "reduce_scatter"},
                               Kind{chakra::REDUCE_SCATTER_BLOCK, "reduce_scatter"},
                               Kind{chakra::BARRIER, "all_reduce"}};

std::string type_name(std::int64_t type) {
  if (type < 0 || type > chakra::BARRIER) return std::to_string(type);
  return chakra::CommType_Name(static_cast<int>(type));
}

const char* function_of(const Trace& trace, const TraceNode& node) {
  if (node.type == chakra::COMM_SEND_NODE) return "send";
  if (!node.comm_type)
    throw InputError(ExitCode::kBadInput, place_of(trace, node) + "states no comm_type");
  for (const Kind& kind : kKinds)
    if (*node.comm_type == kind.type) return kind.function;
  throw InputError(ExitCode::kUnsupported,
                   fmt::format("{}comm_type is {}, must be one of ALL_REDUCE, ALL_GATHER, "
                               "BROADCAST, ALL_TO_ALL, REDUCE_SCATTER, REDUCE_SCATTER_BLOCK, "
                               "BARRIER",
                               place_of(trace, node), type_name(*node.comm_type)));
}

}  // namespace

std::string described(const TraceNode& collective) {
  return fmt::format("{} of {} bytes",
                     collective.comm_type ? type_name(*collective.comm_type) : "a collective",
                     collective.comm_bytes.value_or(0));
}

void write_collective(const Trace& trace, const TraceNode& node, std::int64_t chips,
                      TraceGraph& graph) {
  constexpr std::int64_t kElement = 2;  // bytes
  const std::string function = function_of(trace, node);
  const bool barrier = node.comm_type == chakra::BARRIER && function != "send";
  if (!node.comm_bytes && !barrier)
    throw InputError(ExitCode::kBadInput, place_of(trace, node) + "states no comm_size");
  const std::int64_t bytes = barrier ? kElement : *node.comm_bytes;
  if (function == "send") chips = 2;
  if (bytes == 0 || chips < 2) return;
  if (static_cast<double>(bytes) * static_cast<double>(chips) > kMostBytes)
    throw InputError(ExitCode::kBadInput,
                     fmt::format("{}{} between {} devices, must be at most {:.0e} bytes together",
                                 place_of(trace, node), described(node), chips, kMostBytes));
  TraceTensor before{{(bytes + kElement - 1) / kElement}};
  if (function == "reduce_scatter") before.dims[0] = (before.dims[0] + chips - 1) / chips * chips;
  TraceTensor after = before;
  if (function == "all_gather") after.dims[0] *= chips;
  if (function == "reduce_scatter") after.dims[0] /= chips;
  const std::string input = graph.read(before);
  proto::CollectiveOp& op = *graph.node({input}, {graph.write(after)}).mutable_collective();
  op.set_function(function);
  op.set_chips(chips);
}

}  // namespace tessera
