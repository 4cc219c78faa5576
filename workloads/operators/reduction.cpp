// Reductions over one or more dimensions.
#include <array>

#include "workloads/operators/function_table.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

struct Function {
  std::string_view name;
  double add_mul;         // per element that enters
  double special_at_end;  // per element that leaves
  double special = 0;     // per element that enters
  double passes = 1;      // reductions over all elements
};

constexpr std::array kFunctions = {
    Function{"argmax", 0, 0},
    Function{"argmin", 0, 0},
    Function{"cumsum", 0, 0},
    Function{"l1", 1, 0},
    Function{"l2", 1, 1},
    Function{"log_sum", 0, 1},
    Function{"log_sum_exp", 1, 1, 1, 2},  // less the maximum, which is found first
    Function{"max", 0, 0},
    Function{"mean", 0, 1},
    Function{"min", 0, 0},
    Function{"prod", 0, 0},
    Function{"sum", 0, 0},
    Function{"sum_square", 1, 0},
    Function{"topk", 0, 0},
};

}  // namespace

std::vector<std::string> reduction_functions() { return names_in(kFunctions); }

OperatorWork reduction_work(const proto::ReductionOp& op, OperatorNode& node) {
  const Function* function = function_in(kFunctions, op.function(), "reduction.function", node);
  if (function == nullptr) return {};
  if (!node.has_inputs(1, 1, "the tensor") || !node.has_outputs(1, 2)) return {};
  const std::int64_t in = node.input(0).elements();
  for (const BoundTensor* output : node.outputs)
    if (output->elements() > in)
      node.mistake(described(*output) + " is larger than what is reduced, " +
                   described(node.input(0)));
  OperatorWork work = node.touching_everything();
  work.vector.reduce = function->passes * static_cast<double>(in);
  work.vector.add_mul = function->add_mul * static_cast<double>(in);
  work.vector.special = function->special * static_cast<double>(in) +
                        function->special_at_end * static_cast<double>(node.output(0).elements());
  return work;
}

}  // namespace tessera
