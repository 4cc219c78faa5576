// Work on the lanes whose outputs follow no rule of shape, with a table of what
// each function costs.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "workloads/operators/function_table.h"
#include "workloads/operators/operators.h"

namespace tessera {
namespace {

// How often the cost of an element is paid: once, or as the node's steps say.
enum class Times { kOnce, kSteps, kLogOfSteps };

struct Cost {
  double add_mul = 0, special = 0, reduce = 0, convert = 0;  // as in elementwise.cpp
  Times times = Times::kOnce;
};

struct Function {
  std::string_view name;
  Cost input;   // per element of the first input
  Cost output;  // per element of all outputs
};

// Philox 4x32-10 (Salmon et al. 2011): ten rounds of two wide multiplications, four exclusive ors
// and two additions of the key make four numbers; then one conversion and one scaling.
constexpr double kRandom = 10.0 * 10 / 4 + 1;

constexpr std::array kFunctions = {
    // Learning rate, regularisation, square and its running sum, root, reciprocal, step; half of
    // the outputs are weights, half their sums.
    Function{"adagrad", {}, {5.0 / 2, 2.0 / 2}},
    // As adagrad, with two running means; a third of the outputs are weights.
    Function{"adam", {}, {9.0 / 3, 2.0 / 3}},
    // Elimination: n^3 / 3 multiply-adds and n reciprocals per matrix; steps are n.
    Function{"determinant", {1.0 / 3, 0, 0, 0, Times::kSteps}, {0, 1, 0, 0, Times::kSteps}},
    Function{"fill", {}, {1}},
    // n log2(n) / 2 butterflies of 8 operations per n complex numbers, two elements each.
    Function{"fourier", {}, {2, 0, 0, 0, Times::kLogOfSteps}},
    // First input is the grid: scale, shift, round down and weigh; steps are taps per result.
    Function{"grid_sample", {5}, {1, 0, 0, 0, Times::kSteps}},
    // First input are the sums of three gates: two sigmoids and a tanh, reset, blend, three sums.
    Function{"gru_gates", {8.0 / 3, 5.0 / 3}, {}},
    Function{"hardmax", {0, 0, 1}, {1}},  // the maximum, then a comparison with it
    // First input are the sums of four gates: three sigmoids, two tanh, cell and output, four sums.
    Function{"lstm_gates", {10.0 / 4, 8.0 / 4}, {}},
    Function{"mel_weights", {}, {6}},  // two slopes of a triangle, the smaller, not below 0
    // Regularise, gather speed (two), step; half of the outputs are weights.
    Function{"momentum", {}, {4.0 / 2}},
    // First input are the scores, sorted; then a box that stays (three numbers out) is compared
    // with all: four bounds, two sides, two clamps, three areas, a quotient, a comparison.
    Function{"non_max_suppression",
             {0, 0, 1, 0, Times::kLogOfSteps},
             {13.0 / 3, 1.0 / 3, 0, 0, Times::kSteps}},
    Function{"one_hot", {}, {2}},  // compare and select
    Function{"outer_product", {}, {1}},
    // Box and Muller on top: logarithm and root for two, a sine or cosine for each.
    Function{"random_normal", {}, {kRandom + 1, 2, 0, 1}},
    Function{"random_uniform", {}, {kRandom, 0, 0, 1}},
    Function{"range", {}, {1}},
    Function{"rnn_gates", {1, 1}, {}},  // a sum and a tanh
    // Steps are the samples of a bin: four taps and the mean.
    Function{"roi_align", {}, {5, 0, 0, 0, Times::kSteps}},
    Function{"scatter", {2}, {}},       // first input are the updates: address and combination
    Function{"select", {1, 0, 1}, {}},  // compare, and count up where it goes
    // Windowed frames (first input), then as fourier.
    Function{"short_fourier", {1}, {2, 0, 0, 0, Times::kLogOfSteps}},
    // What a trace states as operations, however they were done.
    Function{"stated", {1, 0, 0, 0, Times::kSteps}, {}},
    // Steps are the comparisons of each token: n-grams that begin there, by bisection.
    Function{"tfidf", {1, 0, 0, 0, Times::kSteps}, {1}},
    // Sorted, then neighbours are compared.
    Function{"unique", {1, 0, 1, 0, Times::kLogOfSteps}, {}},
};

void add(const Cost& cost, double elements, double steps, VectorWork& work) {
  if (cost.times == Times::kSteps) elements *= steps;
  if (cost.times == Times::kLogOfSteps) elements *= std::log2(std::max(2.0, steps));
  work.add_mul += cost.add_mul * elements;
  work.special += cost.special * elements;
  work.reduce += cost.reduce * elements;
  work.convert += cost.convert * elements;
}

}  // namespace

std::vector<std::string> irregular_functions() { return names_in(kFunctions); }

OperatorWork irregular_work(const proto::IrregularOp& op, OperatorNode& node) {
  const Function* function = function_in(kFunctions, op.function(), "irregular.function", node);
  if (function == nullptr) return {};
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  if (!node.has_outputs(1, kAny)) return {};
  const double steps =
      op.has_steps() ? static_cast<double>(node.number(op.steps(), "irregular.steps", 1)) : 1;
  double out = 0;
  for (const BoundTensor* output : node.outputs) out += static_cast<double>(output->elements());
  OperatorWork work = node.touching_everything();
  if (!node.inputs.empty())
    add(function->input, static_cast<double>(node.input(0).elements()), steps, work.vector);
  add(function->output, out, steps, work.vector);
  return work;
}

}  // namespace tessera
