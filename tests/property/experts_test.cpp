// What must hold for every chip and every mixture of experts or latent attention.
#include <gtest/gtest.h>

#include "isa/closed_form.h"
#include "isa/roofline.h"
#include "isa/verify.h"
#include "models/simulate.h"
#include "sim/core/diagnostics.h"
#include "tests/property/random_chip.h"
#include "workloads/graph_builder.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

constexpr std::uint32_t kChips = 60;

proto::Graph mixture(RandomChip& random) {
  const std::int64_t experts = random.one_of({2, 8, 16}), topk = random.one_of({1, 2});
  const std::int64_t tokens = random.one_of({1, 5, 64, 300});
  const std::int64_t hidden = random.one_of({64, 100, 512}), inter = random.one_of({32, 72, 256});
  GraphBuilder graph("mixture");
  graph.tensor("tokens", {tokens, hidden});
  graph.tensor("scores", {tokens, experts});
  graph.tensor("first", {experts, 2 * inter, hidden}, proto::WEIGHT);
  graph.tensor("second", {experts, hidden, inter}, proto::WEIGHT);
  graph.tensor("out", {tokens, hidden});
  proto::MoeOp& moe =
      *graph.node("experts", {"tokens", "scores", "first", "second"}, {"out"}).mutable_moe();
  moe.set_topk(std::to_string(topk));
  moe.set_gated(true);
  return graph.take();
}

proto::Graph latent(RandomChip& random) {
  return read_model("mla:" + std::to_string(random.one_of({1, 3})) + "," +
                    std::to_string(random.one_of({1, 4, 16})) + ",48,32,64,16," +
                    std::to_string(random.one_of({1, 4, 100})) + "," +
                    std::to_string(random.one_of({0, 70, 700})));
}

class ForEveryChip : public testing::TestWithParam<std::uint32_t> {
 protected:
  void check(const ChipSpec& chip, const proto::Graph& graph) const {
    const DataType type = DataType::kBf16;
    Program program;
    try {
      program = lower(tessera::bind(graph, {}, {type, type, type}), chip).program;
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kDoesNotFit) << error.what();
      return;
    }
    for (const ProgramMistake& found : verify(program, chip))
      ADD_FAILURE() << found.mistake.message;
    const Execution done = simulate(chip, program);
    EXPECT_GE(done.elapsed, roofline(chip, program, done).bound());
    EXPECT_EQ(done.stalls.total(), done.elapsed);
    for (const Occupancy& engine : done.occupancies)
      EXPECT_EQ(engine.busy + engine.starved + engine.blocked, done.elapsed) << engine.engine;
  }
};

TEST_P(ForEveryChip, AMixtureOfExpertsIsValidAndNotBelowTheRoofline) {
  RandomChip random(GetParam());
  const ChipSpec chip = random.draw();
  check(chip, mixture(random));
}

TEST_P(ForEveryChip, LatentAttentionIsValidAndNotBelowTheRoofline) {
  RandomChip random(GetParam());
  const ChipSpec chip = random.draw();
  check(chip, latent(random));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ForEveryChip, testing::Range(0u, kChips));

}  // namespace
}  // namespace tessera
