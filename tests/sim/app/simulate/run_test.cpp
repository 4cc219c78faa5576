#include "sim/app/simulate/run.h"

#include <gmock/gmock.h>

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
