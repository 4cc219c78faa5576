// Between chips: what each contributes, and what each holds afterwards.
#include <algorithm>
#include <array>
#include <cmath>

#include "workloads/operators/function_table.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

using Kind = Collective::Kind;

struct Function {
  std::string_view name;
  Kind kind;
};

constexpr std::array kFunctions = {Function{"send", Kind::kSend},
                                   Function{"all_gather", Kind::kAllGather},
                                   Function{"reduce_scatter", Kind::kReduceScatter},
                                   Function{"all_reduce", Kind::kAllReduce},
                                   Function{"all_to_all", Kind::kAllToAll},
                                   Function{"broadcast", Kind::kBroadcast}};

// A gather of a part of the input puts out as much as it reads.
bool fits(Kind kind, std::int64_t chips, double volume, OperatorNode& node) {
  const std::int64_t in = node.input(0).elements(), out = node.output(0).elements();
  const std::int64_t parts = std::llround(static_cast<double>(chips) * volume);
  const std::int64_t before = kind == Kind::kAllGather ? in * parts : in;
  const std::int64_t after = kind == Kind::kReduceScatter ? out * chips : out;
  if (before == after) return true;
  node.mistake("puts out " + described(node.output(0)) + " for " + described(node.input(0)) +
               ", which does not go with " + std::to_string(chips) + " chips");
  return false;
}

}  // namespace

std::vector<std::string> collective_functions() { return names_in(kFunctions); }

OperatorWork collective_work(const proto::CollectiveOp& op, OperatorNode& node) {
  constexpr std::int64_t kMostChips = 1 << 20;
  constexpr int kMostVolume = 4096;
  const Function* function = function_in(kFunctions, op.function(), "collective.function", node);
  if (function == nullptr) return {};
  if (op.chips() < 2 || op.chips() > kMostChips || op.chips_per_node() < 0) {
    node.mistake("collective.chips is " + std::to_string(op.chips()) + ", must be 2 to 1048576");
    return {};
  }
  if (!node.has_inputs(1, 1, "what each chip contributes") || !node.has_outputs(1, 1)) return {};
  const double volume = op.has_volume() ? op.volume() : 1;
  if (!(volume > 0) || volume > kMostVolume) {
    node.mistake("collective.volume must be more than 0 and at most " +
                 std::to_string(kMostVolume));
    return {};
  }
  if (!fits(function->kind, op.chips(), volume, node)) return {};
  OperatorWork work = node.touching_everything();
  Collective collective;
  collective.kind = function->kind;
  collective.bytes =
      Bytes(std::llround(std::ceil(static_cast<double>(node.input(0).bytes().count()) * volume)));
  collective.chips = static_cast<int>(op.chips());
  collective.chips_per_node = static_cast<int>(std::min(op.chips_per_node(), op.chips()));
  work.collective = collective;
  return work;
}

}  // namespace tessera
