#include "sim/app/serving/step_model.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "workloads/model_reader.h"
#include "workloads/parallel/tensor_parallel.h"

namespace tessera::serving {
namespace {

class StepModelOfLlama : public ::testing::Test {
 protected:
  StepModel model(std::int64_t chips) {
    return StepModel(chip_, generic_library(),
                     {tensor_parallel(read_model("llama-3.1-8b"), chips), {}},
                     [this](const ChipSpec& chip, const Program& program) {
                       ++runs_;
                       return execute_closed_form(chip, program, EngineTimes::kLeftOut);
                     });
  }

  ChipSpec chip_ = read_chip({"h100-sxm", {}, {}});
  int runs_ = 0;
};

TEST_F(StepModelOfLlama, EveryPointIsSimulatedOnce) {
  StepModel steps = model(1);
  EXPECT_EQ(steps.decode(8, 1024), steps.decode(8, 1024));
  EXPECT_EQ(runs_, 1);
}

TEST_F(StepModelOfLlama, AStepWithoutAPromptIsADecodeStep) {
  StepModel steps = model(1);
  EXPECT_EQ(steps.mixed(8, 1024, 0), steps.decode(8, 1024));
}

TEST_F(StepModelOfLlama, APromptInTheStepCostsLessThanAStepOfItsOwn) {
  StepModel steps = model(1);
  const Picoseconds added = steps.mixed(8, 1024, 2048) - steps.decode(8, 1024);
  EXPECT_GT(added, Picoseconds(0));
  EXPECT_LT(added, steps.mixed(1, 0, 2048));
}

TEST_F(StepModelOfLlama, ChipsThatShareLayersTakeLessTimeAndHoldMore) {
  StepModel one = model(1), four = model(4);
  EXPECT_LT(four.decode(8, 1024), one.decode(8, 1024));
  EXPECT_GT(four.most_sequences(2048), 4 * one.most_sequences(2048));
}

TEST_F(StepModelOfLlama, StagesHoldTheWeightsOnceAndHandOverTheirResults) {
  StepModel one = model(1);
  StepModel stages(chip_, generic_library(), {read_model("llama-3.1-8b"), {}, 2},
                   [](const ChipSpec& chip, const Program& program) {
                     return execute_closed_form(chip, program, EngineTimes::kLeftOut);
                   });
  EXPECT_EQ(stages.most_tokens(), (2 * 72'000'000'000 - 16'060'522'496) / 131072);
  EXPECT_GT(stages.decode(8, 1024), one.decode(8, 1024));
  EXPECT_LT(to_seconds(stages.decode(8, 1024)), 1.01 * to_seconds(one.decode(8, 1024)));
}

TEST_F(StepModelOfLlama, MemoryHoldsAsManyCachesAsFitBesideTheWeights) {
  // 72 GB usable less 16.06 GB of weights, at 128 KiB per token.
  EXPECT_EQ(model(1).most_sequences(4096), (72'000'000'000 - 16'060'522'496) / (4096 * 131072));
}

}  // namespace
}  // namespace tessera::serving
