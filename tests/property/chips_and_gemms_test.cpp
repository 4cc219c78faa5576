// What must hold for every chip and every matrix product, whatever they are.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "isa/closed_form.h"
#include "isa/roofline.h"
#include "models/simulate.h"
#include "tests/property/random_chip.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

constexpr std::uint32_t kChips = 60;

struct Case {
  ChipSpec chip;
  Program program;
  std::string text;
};

std::string random_gemm(RandomChip& random) {
  return fmt::format("gemm:{},{},{}", random.one_of({1, 7, 64, 300, 1024}),
                     random.one_of({16, 129, 512, 2048}), random.one_of({32, 100, 768, 4096}));
}

DataTypes all_bf16() { return {DataType::kBf16, DataType::kBf16, DataType::kBf16}; }

Program lowered(const std::string& model, const ChipSpec& chip) {
  return lower(bind(read_model(model), {}, all_bf16()), chip).program;
}

class ForEveryChipAndGemm : public testing::TestWithParam<std::uint32_t> {
 protected:
  ForEveryChipAndGemm() {
    RandomChip random(GetParam());
    drawn_.chip = random.draw();
    drawn_.text = random_gemm(random);
    drawn_.program = lowered(drawn_.text, drawn_.chip);
  }
  Case drawn_;
};

// Everything an execution says, for comparing two of them to the last digit.
void expect_identical(const Execution& a, const Execution& b) {
  EXPECT_EQ(a.elapsed, b.elapsed);
  EXPECT_EQ(a.stalls, b.stalls);
  ASSERT_EQ(a.occupancies.size(), b.occupancies.size());
  for (std::size_t i = 0; i < a.occupancies.size(); ++i) {
    EXPECT_EQ(a.occupancies[i].engine, b.occupancies[i].engine);
    EXPECT_EQ(a.occupancies[i].busy, b.occupancies[i].busy);
    EXPECT_EQ(a.occupancies[i].blocked, b.occupancies[i].blocked);
  }
  EXPECT_EQ(a.actions.memory_read_bytes, b.actions.memory_read_bytes);
  EXPECT_EQ(a.actions.network_byte_hops, b.actions.network_byte_hops);
}

TEST_P(ForEveryChipAndGemm, SimulatedTimeIsNotBelowTheRoofline) {
  const Execution done = simulate(drawn_.chip, drawn_.program);
  EXPECT_GE(done.elapsed, roofline(drawn_.chip, drawn_.program, done).bound()) << drawn_.text;
}

TEST_P(ForEveryChipAndGemm, EnginesAreBusyStarvedOrBlockedAndCausesSum) {
  const Execution done = simulate(drawn_.chip, drawn_.program);
  EXPECT_EQ(done.stalls.total(), done.elapsed);
  for (const Occupancy& engine : done.occupancies) {
    EXPECT_EQ(engine.busy + engine.starved + engine.blocked, done.elapsed) << engine.engine;
    EXPECT_GE(engine.starved, Picoseconds(0)) << engine.engine;
    EXPECT_GE(engine.blocked, Picoseconds(0)) << engine.engine;
  }
}

TEST_P(ForEveryChipAndGemm, CoresBuiltInReverseGiveTheSameResult) {
  SimulationOptions options;
  options.remember = false;
  const Execution forward = simulate(drawn_.chip, drawn_.program, options);
  options.reverse_cores = true;
  expect_identical(forward, simulate(drawn_.chip, drawn_.program, options));
}

TEST_P(ForEveryChipAndGemm, ARerunIsIdentical) {
  SimulationOptions options;
  options.remember = false;
  expect_identical(simulate(drawn_.chip, drawn_.program, options),
                   simulate(drawn_.chip, drawn_.program, options));
}

TEST_P(ForEveryChipAndGemm, RememberedKernelsGiveTheSameResult) {
  SimulationOptions options;
  options.remember = false;
  const Execution first = simulate(drawn_.chip, drawn_.program);
  expect_identical(first, simulate(drawn_.chip, drawn_.program));
  expect_identical(first, simulate(drawn_.chip, drawn_.program, options));
}

TEST_P(ForEveryChipAndGemm, TwiceTheBandwidthIsNeverSlower) {
  ChipSpec faster = drawn_.chip;
  faster.memory.peak_bandwidth = BytesPerSecond(2 * faster.memory.peak_bandwidth.count());
  const Picoseconds before = simulate(drawn_.chip, drawn_.program).elapsed;
  EXPECT_LE(simulate(faster, drawn_.program).elapsed, before)
      << "the same program, " << drawn_.text;
}

INSTANTIATE_TEST_SUITE_P(Seeds, ForEveryChipAndGemm, testing::Range(0u, kChips));

}  // namespace
}  // namespace tessera
