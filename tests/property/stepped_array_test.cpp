// The array stepped PE by PE against the closed form of isa/timing, on small shapes.
#include "models/stepped_array.h"

#include <gtest/gtest.h>

#include <string>

#include "isa/timing/matrix_unit.h"
#include "tests/support/random_program.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

constexpr std::uint64_t kShapes = 120;

Matrix random_matrix(Dice& dice, std::int64_t rows, std::int64_t columns) {
  Matrix matrix(rows, columns);
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) matrix.at(r, c) = dice.between(-9, 9);
  }
  return matrix;
}

Matrix product_of(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows(), b.columns());
  for (std::int64_t m = 0; m < a.rows(); ++m) {
    for (std::int64_t n = 0; n < b.columns(); ++n) {
      for (std::int64_t k = 0; k < a.columns(); ++k) {
        product.at(m, n) += a.padded(m, k) * b.padded(k, n);
      }
    }
  }
  return product;
}

double closed_form(const SystolicSpec& spec, std::int64_t m, std::int64_t n, std::int64_t k) {
  MatrixUnitSpec unit;
  unit.kind = spec;
  unit.rates[static_cast<std::size_t>(DataType::kBf16)] = {1, 1};
  Matmul matmul;
  matmul.m = m;
  matmul.n = n;
  matmul.k = k;
  matmul.useful_macs = m * n * k;
  const MatmulTime time = matmul_time(unit, LocalMemorySpec{Bytes(1), 1, 1e12}, matmul);
  return time.occupancy + time.latency;
}

struct Shape {
  SystolicSpec spec;
  std::int64_t m, n, k;
};

Shape draw(Dice& dice, Dataflow dataflow) {
  const SystolicSpec spec{dice.between(1, 9), dice.between(1, 9), dataflow, dice.coin(), false};
  return {spec, dice.between(1, 30), dice.between(1, 30), dice.between(1, 30)};
}

class SteppedArrayTest : public SimulationTest, public testing::WithParamInterface<Dataflow> {};

TEST_P(SteppedArrayTest, TakesTheClocksOfTheClosedFormAndComputesTheProduct) {
  for (std::uint64_t seed = 1; seed <= kShapes; ++seed) {
    Dice dice(seed);
    const auto [spec, m, n, k] = draw(dice, GetParam());
    start_afresh();
    SteppedArray array("array", spec, Hertz(1'000'000'000));
    const Matrix a = random_matrix(dice, m, k);
    const Matrix b = random_matrix(dice, k, n);
    array.start(a, b);
    sc_core::sc_start();
    EXPECT_EQ(static_cast<double>(array.clocks().count()), closed_form(spec, m, n, k))
        << spec.rows << "x" << spec.columns << " double buffered " << spec.double_buffered_weights
        << ": m " << m << " n " << n << " k " << k;
    EXPECT_EQ(array.product(), product_of(a, b));
  }
}

INSTANTIATE_TEST_SUITE_P(Dataflows, SteppedArrayTest,
                         testing::Values(Dataflow::kWeightStationary, Dataflow::kOutputStationary,
                                         Dataflow::kInputStationary),
                         [](const auto& test) -> std::string {
                           switch (test.param) {
                             case Dataflow::kWeightStationary:
                               return "WeightStationary";
                             case Dataflow::kOutputStationary:
                               return "OutputStationary";
                             case Dataflow::kInputStationary:
                               return "InputStationary";
                           }
                           return "";
                         });

}  // namespace
}  // namespace tessera
