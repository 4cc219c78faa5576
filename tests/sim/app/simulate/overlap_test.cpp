#include "sim/app/simulate/overlap.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

using testing::Contains;
using testing::HasSubstr;

class OverlappedRun : public SimulationTest {};

// Groups with sequences of their own, experts over all chips.
proto::Request mixture_on(const std::string& chip, std::int64_t chips, std::int64_t batch) {
  proto::Request request;
  request.set_chip(chip);
  request.set_model("deepseek-v3");
  request.set_phase("decode");
  request.set_batch(batch);
  request.set_data_parallel(chips);
  request.set_expert_parallel(chips);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  return request;
}

proto::Request shared_layers(const std::string& phase) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("llama-3.1-8b");
  request.set_phase(phase);
  request.set_tensor_parallel(4);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  return request;
}

std::int64_t sum_of_stalls(const proto::Result& result) {
  std::int64_t sum = 0;
  for (const auto& stall : result.stall()) sum += stall.ps();
  return sum;
}

std::int64_t time_of(const proto::Result& result, bool collectives) {
  std::int64_t sum = 0;
  for (const auto& one : result.operator_())
    if ((one.kind() == "collective") == collectives) sum += one.ps();
  return sum;
}

TEST_F(OverlappedRun, CommunicationIsHiddenAndWhatIsNotIsTheTimeOfCollectives) {
  proto::Request request = mixture_on("h100-sxm", 32, 8192);
  request.set_overlap("batches");
  const proto::Result result = run(request).result;
  ASSERT_TRUE(result.has_overlap());
  const auto& overlap = result.overlap();
  EXPECT_GT(overlap.hidden_ps(), 0);
  EXPECT_LT(overlap.hidden_ps(), overlap.communication_ps());
  EXPECT_EQ(sum_of_stalls(result), result.latency_ps());
  EXPECT_NEAR(static_cast<double>(time_of(result, true)),
              overlap.communication_ps() - overlap.hidden_ps(), 1e-6 * overlap.communication_ps());
  EXPECT_GE(static_cast<double>(result.latency_ps()), overlap.communication_ps());
  EXPECT_GE(result.latency_ps(), time_of(result, false));
}

TEST_F(OverlappedRun, TheWholeTakesNoLongerThanItsHalvesOneAfterTheOther) {
  proto::Request half = mixture_on("gpnpu-rack", 64, 4096);
  const proto::Result one = run(half).result;
  half.set_batch(2 * 4096);
  half.set_overlap("batches");
  const proto::Result both = run(half).result;
  EXPECT_LE(both.latency_ps(), 2 * one.latency_ps());
  EXPECT_GT(both.latency_ps(), one.latency_ps());
}

TEST_F(OverlappedRun, BothHalvesReadTheWeightsAndDoTheOperations) {
  proto::Request request = shared_layers("decode");
  request.set_batch(8);
  const proto::Result whole = run(request).result;
  request.set_overlap("batches");
  const proto::Result halves = run(request).result;
  EXPECT_NEAR(halves.compute().flops() / whole.compute().flops(), 1, 1e-9);
  EXPECT_GT(halves.memory().read_bytes(), 1.8 * whole.memory().read_bytes());
  EXPECT_GT(halves.latency_ps(), whole.latency_ps());
}

TEST_F(OverlappedRun, AutoTakesTheFastestWayAndSaysWhatTheOthersTake) {
  for (const char* phase : {"decode", "prefill"}) {
    proto::Request request = shared_layers(phase);
    request.set_batch(2);
    request.set_seq(4096);
    std::vector<std::int64_t> ways;
    for (const char* overlap : {"none", "batches", "products"}) {
      request.set_overlap(overlap);
      ways.push_back(run(request).result.latency_ps());
    }
    request.set_overlap("auto");
    const proto::Result chosen = run(request).result;
    EXPECT_EQ(chosen.latency_ps(), std::ranges::min(ways)) << phase;
    ASSERT_EQ(chosen.overlap().choice_size(), 1);
    const auto& choice = chosen.overlap().choice(0);
    EXPECT_EQ(choice.way() == "two halves", ways[1] < std::min(ways[0], ways[2])) << phase;
    ASSERT_EQ(choice.other_size(), 2);
    for (const auto& other : choice.other()) EXPECT_THAT(ways, Contains(other.latency_ps()));
  }
}

TEST_F(OverlappedRun, ProductsInPiecesSendEachWhileTheNextIsComputed) {
  proto::Request request = shared_layers("prefill");
  request.set_seq(8192);
  const proto::Result whole = run(request).result;
  request.set_overlap("products");
  const proto::Result pieces = run(request).result;
  ASSERT_EQ(pieces.overlap().choice(0).way(), "products in pieces");
  EXPECT_EQ(pieces.overlap().choice(0).other(0).latency_ps(), whole.latency_ps());
  EXPECT_LT(pieces.latency_ps(), whole.latency_ps());
  EXPECT_GT(pieces.overlap().hidden_ps(), 0);
  EXPECT_EQ(sum_of_stalls(pieces), pieces.latency_ps());
  EXPECT_NEAR(pieces.compute().flops() / whole.compute().flops(), 1, 1e-9);
  // What a piece does not hide of its collective is still there.
  EXPECT_NEAR(static_cast<double>(time_of(pieces, true)),
              pieces.overlap().communication_ps() - pieces.overlap().hidden_ps(),
              1e-6 * pieces.overlap().communication_ps());
}

TEST_F(OverlappedRun, ProductsOfAPipelineAreCutToo) {
  proto::Request request = shared_layers("prefill");
  request.set_seq(8192);
  request.set_batch(4);
  request.set_chips(2);
  request.set_microbatches(2);
  const proto::Result whole = run(request).result;
  request.set_overlap("products");
  EXPECT_LT(run(request).result.latency_ps(), whole.latency_ps());
}

TEST_F(OverlappedRun, ASinglePromptIsCutBetweenItsTokens) {
  proto::Request request = shared_layers("prefill");
  request.set_seq(8192);
  const proto::Result whole = run(request).result;
  request.set_overlap("batches");
  const proto::Result halves = run(request).result;
  EXPECT_NEAR(halves.compute().flops() / whole.compute().flops(), 1, 0.05);
  EXPECT_GT(halves.overlap().hidden_ps(), 0.5 * halves.overlap().communication_ps());
}

TEST_F(OverlappedRun, CoresThatCollectivesHoldAreMissedByOperatorsBesideThem) {
  proto::Request request = shared_layers("prefill");
  request.set_batch(4);
  request.set_seq(4096);
  request.set_overlap("batches");
  const proto::Result held = run(request).result;
  EXPECT_EQ(held.overlap().cores(), 20);
  EXPECT_GT(held.overlap().beside_ps(), 0);
  request.set_library("cuda-hopper-2023");  // says nothing of it
  const RunOutput none = run(request);
  EXPECT_EQ(none.result.overlap().cores(), 0);
  EXPECT_THAT(none.inputs.notes, Contains(HasSubstr("does not say how many cores")));
}

TEST_F(OverlappedRun, StepsOfAGenerationOfOneSequenceRunInOnePiece) {
  proto::Request request = shared_layers("full");
  request.set_seq(2048);
  request.set_tokens(4);
  request.set_overlap("batches");
  const RunOutput output = run(request);
  const auto& choices = output.result.overlap().choice();
  ASSERT_EQ(choices.size(), 2);
  EXPECT_EQ(choices[0].way(), "two halves");
  EXPECT_EQ(choices[1].way(), "one piece");
  EXPECT_THAT(output.inputs.notes, Contains(HasSubstr("steps are not cut in halves")));
}

TEST_F(OverlappedRun, MoreLinkHelpsLessWhereItIsHidden) {
  const auto gain_of_links = [](const char* overlap) {
    proto::Request request = shared_layers("prefill");
    request.set_batch(2);
    request.set_seq(4096);
    request.set_no_elasticities(false);
    request.set_overlap(overlap);
    const proto::Result result = run(request).result;
    for (const auto& one : result.elasticity())
      if (one.resource() == "chip link") return -one.latency_change();
    return -1.0;
  };
  EXPECT_GT(gain_of_links("none"), 0.01);
  EXPECT_LT(gain_of_links("batches"), gain_of_links("none") / 2);
}

void expect_refused(const proto::Request& request, ExitCode code, const std::string& why) {
  try {
    run(request);
    ADD_FAILURE() << "was not refused: " << why;
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), code);
    EXPECT_THAT(error.what(), HasSubstr(why));
  }
}

TEST_F(OverlappedRun, WhatCannotOverlapIsRefusedOrRunsInOnePiece) {
  proto::Request one_sequence = shared_layers("decode");
  proto::Request one_chip = shared_layers("decode");
  one_chip.set_batch(8);
  one_chip.clear_tensor_parallel();
  proto::Request stages = shared_layers("decode");
  stages.set_batch(8);
  stages.set_chips(2);
  for (proto::Request* request : {&one_sequence, &one_chip, &stages})
    request->set_overlap("batches");
  expect_refused(one_sequence, ExitCode::kUsage, "must have two, --batch 2 or more");
  expect_refused(one_chip, ExitCode::kUsage, "nothing is sent");
  expect_refused(stages, ExitCode::kUnsupported, "without pp");
  for (proto::Request* request : {&one_sequence, &one_chip, &stages}) {
    request->set_overlap("auto");
    EXPECT_THAT(run(*request).inputs.notes, Contains(HasSubstr("--overlap auto: ")));
  }
  one_chip.set_overlap("products");
  expect_refused(one_chip, ExitCode::kUsage, "--overlap products: nothing is sent");
  one_sequence.set_overlap("tiles");
  expect_refused(one_sequence, ExitCode::kUsage, "must be none, batches, products or auto");
}

TEST_F(OverlappedRun, AutoDoesWithoutPartsThatHaveNoTiles) {
  proto::Request request = mixture_on("ascend-910c", 32, 512);
  const proto::Result whole = run(request).result;
  request.set_overlap("auto");
  EXPECT_LE(run(request).result.latency_ps(), whole.latency_ps());
}

TEST_F(OverlappedRun, APlanIsSearchedWithIt) {
  proto::Request request = shared_layers("prefill");
  request.clear_tensor_parallel();
  request.set_parallel_auto(true);
  request.set_chips(2);
  request.set_batch(4);
  const proto::Result none = run(request).result;
  request.set_overlap("auto");
  const proto::Result chosen = run(request).result;
  EXPECT_LE(chosen.latency_ps(), none.latency_ps());
}

TEST_F(OverlappedRun, TheSameRequestGivesTheSameResult) {
  proto::Request request = shared_layers("decode");
  request.set_detail("tile");
  request.set_batch(5);
  request.set_overlap("batches");
  EXPECT_EQ(run(request).result.SerializeAsString(), run(request).result.SerializeAsString());
}

}  // namespace
}  // namespace tessera
