#include "sim/app/simulate/run.h"

#include <gmock/gmock.h>

#include <cmath>

#include "sim/app/simulate/elasticities.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

using testing::HasSubstr;

class Run : public SimulationTest {};

proto::Request gemm() {
  proto::Request request;
  request.set_chip("npu-4x128");
  request.set_model("gemm:512,512,512");
  return request;
}

TEST_F(Run, MoreOfAResourceNeverCostsMuch) {
  const RunOutput output = run(gemm());
  ASSERT_GT(output.result.elasticity_size(), 5);
  for (const auto& one : output.result.elasticity())
    EXPECT_LE(one.latency_change(), 0.01) << one.resource();
  EXPECT_GE(output.result.what_if().speedup(), 1);
}

TEST_F(Run, ChipsThatShareLayersTakeLessTimeAndWaitForTheirLinks) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("llama-3.1-8b");
  request.set_phase("decode");
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  const proto::Result alone = run(request).result;
  request.set_tensor_parallel(4);
  const proto::Result shared = run(request).result;
  EXPECT_EQ(shared.chips(), 4);
  EXPECT_LT(shared.latency_ps(), alone.latency_ps());
  EXPECT_NEAR(shared.compute().flops() * 4, alone.compute().flops(),
              1e-6 * alone.compute().flops());
  for (const auto& stall : shared.stall()) {
    if (stall.cause() != "chip link") continue;
    EXPECT_GT(stall.ps(), 0);
  }
}

proto::Request analytic(const std::string& chip, const std::string& model,
                        const std::string& phase) {
  proto::Request request;
  request.set_chip(chip);
  request.set_model(model);
  request.set_phase(phase);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  return request;
}

TEST_F(Run, GroupsWithSequencesOfTheirOwnTakeTheTimeOfTheirShare) {
  proto::Request request = analytic("h100-sxm", "llama-3.1-8b", "decode");
  request.set_batch(8);
  const proto::Result share = run(request).result;
  request.set_batch(32);
  request.set_data_parallel(4);
  const proto::Result all = run(request).result;
  EXPECT_EQ(all.latency_ps(), share.latency_ps());
  EXPECT_EQ(all.produced_tokens(), 32);
  EXPECT_EQ(all.chips(), 4);
}

TEST_F(Run, ExpertsSpreadOverARackAreTouchedAsIndependentTokensTouchThem) {
  proto::Request request = analytic("gpnpu-rack", "deepseek-v3", "decode");
  request.set_batch(64);
  request.set_data_parallel(32);
  request.set_expert_parallel(32);
  request.set_routing("random");
  const proto::Result result = run(request).result;
  ASSERT_EQ(result.mixture_size(), 1);
  const auto& mixture = result.mixture(0);
  EXPECT_EQ(mixture.ranks(), 32);
  EXPECT_EQ(mixture.experts(), 8);
  EXPECT_NEAR(mixture.experts_touched() / (8 * (1 - std::pow(1 - 8.0 / 256, 64))), 1, 0.01);
  EXPECT_GT(mixture.busiest_chip(), 1);
  EXPECT_THAT(result.plan().text(), "ep=32,dp=32");
}

TEST_F(Run, MicrobatchesKeepStagesAtWork) {
  proto::Request request = analytic("h100-sxm", "llama-3.1-70b", "prefill");
  request.set_batch(8);
  request.set_chips(4);
  const proto::Result one = run(request).result;
  request.set_microbatches(8);
  const proto::Result eight = run(request).result;
  EXPECT_LT(eight.latency_ps(), one.latency_ps());
  EXPECT_GT(one.plan().bubble_share(), 0.7);
  EXPECT_LT(eight.plan().bubble_share(), 0.4);
  std::int64_t sum = 0;
  for (const auto& stall : eight.stall()) sum += stall.ps();
  EXPECT_EQ(sum, eight.latency_ps());
}

TEST_F(Run, ChipsThatShareAPromptOrACacheAreFasterAndHoldTheirPart) {
  for (const char* phase : {"prefill", "decode"}) {
    proto::Request request = analytic("h100-sxm", "llama-3.1-8b", phase);
    request.set_seq(32768);
    request.set_kv(phase[0] == 'd' ? 131072 : 0);
    const proto::Result alone = run(request).result;
    request.set_context_parallel(4);
    const proto::Result shared = run(request).result;
    EXPECT_LT(shared.latency_ps(), alone.latency_ps()) << phase;
    EXPECT_GT(shared.latency_ps() * 5, alone.latency_ps()) << phase;
    EXPECT_NEAR(shared.plan().kv_copies(), 1, 0.01);
  }
}

TEST_F(Run, PromptsOnOtherChipsSendTheirCachesOver) {
  proto::Request request = analytic("h200-sxm", "llama-3.1-8b", "full");
  request.set_batch(4);
  request.set_seq(1024);
  request.set_tokens(16);
  const proto::Result together = run(request).result;
  request.mutable_prompt()->set_chip("h100-sxm");
  request.mutable_prompt()->set_tensor_parallel(2);
  const proto::Result apart = run(request).result;
  EXPECT_EQ(apart.prompts().chip(), "h100-sxm");
  EXPECT_EQ(apart.prompts().chips(), 2);
  EXPECT_EQ(apart.prompts().kv_bytes(), 4.0 * 1024 * 32 * 2 * 1024 * 2);
  EXPECT_GT(apart.prompts().transfer_ps(), 0);
  EXPECT_EQ(apart.latency_ps(), apart.generation().decode_ps());
  EXPECT_NEAR(static_cast<double>(apart.generation().decode_ps()),
              static_cast<double>(together.generation().decode_ps()),
              0.001 * static_cast<double>(together.generation().decode_ps()));
}

TEST_F(Run, APromptInChunksDoesTheSameWorkAndTakesLonger) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("llama-3.1-8b");
  request.set_phase("prefill");
  request.set_seq(1000);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  const proto::Result whole = run(request).result;
  request.set_chunk(300);
  const RunOutput chunks = run(request);
  ASSERT_EQ(chunks.parts.size(), 4U);
  EXPECT_EQ(chunks.parts[3].kv, 900);
  EXPECT_GT(chunks.result.latency_ps(), whole.latency_ps());
  // The head is the last token's of every chunk.
  EXPECT_NEAR(chunks.result.compute().flops(), whole.compute().flops(),
              3e-3 * whole.compute().flops());
  request.set_phase("full");
  request.set_tokens(3);
  EXPECT_EQ(run(request).result.generation().prefill_ps(), chunks.result.latency_ps());
}

TEST_F(Run, InterruptedBeforeTheFirstPartLeavesADescription) {
  RunControl control;
  control.interrupted = [] { return true; };
  try {
    run(gemm(), control);
    FAIL() << "it was not interrupted";
  } catch (const PartialRun& end) {
    EXPECT_EQ(end.code(), ExitCode::kInterrupted);
    EXPECT_EQ(end.output().result.partial(), "interrupted");
    EXPECT_EQ(end.output().result.model(), "gemm:512,512,512");
    EXPECT_EQ(end.output().result.stall_size(), 0);
  }
}

TEST_F(Run, InterruptedInItsElasticitiesKeepsTheAccount) {
  // The first poll that answers yes comes after the base run.
  bool based = false;
  RunControl control;
  control.interrupted = [&] { return based; };
  control.progress = [&](const std::string& what, double) { based = what == "elasticities"; };
  try {
    run(gemm(), control);
    FAIL() << "it was not interrupted";
  } catch (const PartialRun& end) {
    EXPECT_GT(end.output().result.latency_ps(), 0);
    EXPECT_EQ(end.output().result.elasticity_size(), 0);
    EXPECT_EQ(end.output().result.partial(), "interrupted");
  }
}

TEST_F(Run, FullInterpolatesBetweenStepsAsIfAllWereSimulated) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model("llama-3.1-8b");
  request.set_phase("full");
  request.set_seq(64);
  request.set_tokens(6);
  request.set_no_elasticities(true);
  const RunOutput full = run(request);
  request.set_phase("prefill");
  std::int64_t sum = run(request).result.latency_ps();
  request.set_phase("decode");
  request.clear_seq();
  for (std::int64_t kv = 64; kv < 64 + 5; ++kv) {
    request.set_kv(kv);
    sum += run(request).result.latency_ps();
  }
  EXPECT_NEAR(static_cast<double>(full.result.latency_ps()) / static_cast<double>(sum), 1, 1e-3);
}

TEST_F(Run, AResourceThatTheChipLacksIsNotAsked) {
  const RunOutput output = run(gemm());
  for (const auto& one : output.result.elasticity()) {
    EXPECT_NE(one.resource(), "shared buffer bandwidth");
    EXPECT_NE(one.resource(), "chip link");
  }
}

}  // namespace
}  // namespace tessera
