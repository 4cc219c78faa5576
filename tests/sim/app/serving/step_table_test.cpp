// Steps between those that were simulated, against simulations of the same steps.
#include "sim/app/serving/step_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "isa/chip_reader.h"
#include "models/simulate.h"
#include "tests/support/simulation_test.h"
#include "workloads/join_residuals.h"
#include "workloads/kernel_library_reader.h"
#include "workloads/model_reader.h"

namespace tessera::serving {
namespace {

class StepTableOfLlama : public SimulationTest {
 protected:
  StepModel model() {
    return StepModel(
        chip_, library_, {with_joined_residuals(read_model("llama-3.1-8b")), {}},
        [](const ChipSpec& chip, const Program& program) { return simulate(chip, program, {}); });
  }

  // Evenly over powers of two.
  std::int64_t draw(std::int64_t low, std::int64_t high) {
    const double span = std::log(static_cast<double>(high) / static_cast<double>(low));
    const double share = static_cast<double>(random_() % 1000000) / 1e6;
    return std::llround(static_cast<double>(low) * std::exp(span * share));
  }

  ChipSpec chip_ = read_chip({"h100-sxm", {}, {}});
  KernelLibrary library_ = read_kernel_library(chip_.library);
  std::mt19937_64 random_{11};
};

struct Errors {
  double mean = 0, largest = 0;
  void add(double error, double count) {
    mean += std::abs(error) / count;
    largest = std::max(largest, std::abs(error));
  }
};

TEST_F(StepTableOfLlama, LiesWithinThreePercentOf200SimulatedStepsAndOneOnAverage) {
  StepModel steps = model(), simulated = model();
  StepTable table(steps);
  Errors errors;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t sequences = draw(1, 256), kv = draw(16, 16384);
    const double time = ratio(table.time({sequences, sequences * kv, 1, {}, 0}),
                              simulated.step(sequences, 1, kv).all);
    errors.add(time - 1, 200);
  }
  for (int i = 0; i < 100; ++i) {
    const std::int64_t tokens = draw(16, 8192), before = draw(1, 16384);
    const double time =
        ratio(table.time({0, 0, 1, {{tokens, before}}, 0}), simulated.step(1, tokens, before).all);
    errors.add(time - 1, 200);
  }
  EXPECT_LE(errors.mean, 0.01);
  EXPECT_LE(errors.largest, 0.03);
}

}  // namespace
}  // namespace tessera::serving
