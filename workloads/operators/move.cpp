// Data that only changes place or shape: views are free, everything else moves
// its bytes.
#include <algorithm>
#include <array>
#include <limits>

#include "workloads/operators/function_table.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

// How many elements go out for those that come in, and what is read.
enum class Rule { kFreeSame, kFreePart, kSame, kPart, kMore };
struct Function {
  std::string_view name;
  Rule rule;
};

constexpr std::array kFunctions = {
    Function{"concat", Rule::kSame},        Function{"depth_to_space", Rule::kSame},
    Function{"expand", Rule::kMore},        Function{"flatten", Rule::kFreeSame},
    Function{"gather", Rule::kPart},        Function{"identity", Rule::kFreeSame},
    Function{"pad", Rule::kMore},           Function{"reshape", Rule::kFreeSame},
    Function{"resize", Rule::kMore},        Function{"resize_cubic", Rule::kMore},
    Function{"resize_linear", Rule::kMore}, Function{"reverse", Rule::kSame},
    Function{"slice", Rule::kPart},         Function{"space_to_depth", Rule::kSame},
    Function{"split", Rule::kPart},         Function{"squeeze", Rule::kFreeSame},
    Function{"stack", Rule::kMore},         Function{"transpose", Rule::kSame},
    Function{"unsqueeze", Rule::kFreeSame}, Function{"view", Rule::kFreePart},
};

std::int64_t elements_of(const std::vector<const BoundTensor*>& tensors) {
  std::int64_t sum = 0;
  for (const BoundTensor* tensor : tensors) sum += tensor->elements();
  return sum;
}

bool fits(Rule rule, std::int64_t in, std::int64_t out, OperatorNode& node) {
  const bool same = rule == Rule::kFreeSame || rule == Rule::kSame;
  const bool part = rule == Rule::kFreePart;
  if ((!same || in == out) && (!part || out <= in)) return true;
  node.mistake("puts out " + std::to_string(out) + " elements, must be " +
               (part ? "at most " : "") + std::to_string(in) + ", what its inputs hold");
  return false;
}

}  // namespace

std::vector<std::string> move_functions() { return names_in(kFunctions); }

OperatorWork move_work(const proto::MoveOp& op, OperatorNode& node) {
  const Function* function = function_in(kFunctions, op.function(), "move.function", node);
  if (function == nullptr) return {};
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  if (!node.has_inputs(1, kAny, "what is moved") || !node.has_outputs(1, kAny)) return {};
  const std::int64_t in = elements_of(node.inputs);
  const std::int64_t out = elements_of(node.outputs);
  if (!fits(function->rule, in, out, node)) return {};
  OperatorWork work = node.touching_everything();
  const bool whole = function->rule == Rule::kPart && node.inputs.size() == 1 &&
                     node.outputs.size() == 1 && in == out;
  if (function->rule == Rule::kFreeSame || function->rule == Rule::kFreePart || whole) {
    work.free = true;
    work.read = work.written = Bytes(0);
  } else if (function->rule == Rule::kPart) {
    work.read = std::min(work.read, work.written);
  }
  // Interpolation in the plane: three times a + t (b - a).
  if (function->name == "resize_linear") work.vector.add_mul = 6.0 * static_cast<double>(out);
  // Four taps in each of four rows, then four across.
  if (function->name == "resize_cubic") work.vector.add_mul = 20.0 * static_cast<double>(out);
  return work;
}

}  // namespace tessera
