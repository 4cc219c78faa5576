// What a plan says of the memory of its chips, and that a run is refused by the same sum.
#include "sim/app/simulate/plan_account.h"

#include <gtest/gtest.h>

#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

constexpr double kWeights = 16'060'522'496;     // of Llama 3.1 8B at bf16
constexpr double kCacheOfToken = 128.0 * 1024;  // 8 heads of 128, keys and values, 32 layers, bf16

class PlanAccount : public SimulationTest {
 protected:
  static proto::Request llama(const char* phase, std::int64_t batch) {
    proto::Request request;
    request.set_chip("h100-sxm");
    request.set_model("llama-3.1-8b");
    request.set_phase(phase);
    request.set_detail("analytic");
    request.set_no_elasticities(true);
    request.set_batch(batch);
    return request;
  }

  static bool fits(const proto::Request& request) {
    try {
      run(request);
      return true;
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kDoesNotFit) << error.what();
      return false;
    }
  }
};

TEST_F(PlanAccount, WeightsAndCachesAreDividedOverChipsThatShareLayersAndOverStages) {
  proto::Request request = llama("decode", 8);
  request.set_kv(1000);
  request.set_tensor_parallel(2);
  request.set_chips(2);
  const proto::Result::Plan plan = run(request).result.plan();
  EXPECT_EQ(plan.text(), "tp=2,pp=2");
  EXPECT_EQ(plan.stages(), 2);
  EXPECT_EQ(plan.chips_per_stage(), 2);
  EXPECT_NEAR(plan.weight_bytes() / (kWeights / 4), 1, 0.001);
  EXPECT_NEAR(plan.kv_bytes() / (8 * 1001 * kCacheOfToken / 4), 1, 0.002);
  EXPECT_DOUBLE_EQ(plan.kv_copies(), 1);
}

TEST_F(PlanAccount, MoreChipsThanHeadsOfKeysHoldCopies) {
  proto::Request request = llama("decode", 8);
  request.set_kv(1000);
  request.set_tensor_parallel(16);
  EXPECT_DOUBLE_EQ(run(request).result.plan().kv_copies(), 2);
}

TEST_F(PlanAccount, MicrobatchesOfChipsThatShareSequencesKeepAllTheirCaches) {
  for (const char* phase : {"prefill", "decode"}) {
    proto::Request request = llama(phase, 8);
    request.set_seq(8192);
    request.set_kv(phase[0] == 'd' ? 8192 : 0);
    request.set_context_parallel(2);
    request.set_chips(2);
    for (const std::int64_t microbatches : {1, 4}) {
      request.set_microbatches(microbatches);
      EXPECT_NEAR(run(request).result.plan().kv_bytes() / (8 * 8192 * kCacheOfToken / 4), 1, 0.001)
          << phase << " " << microbatches;
    }
  }
}

// 72 GB of each of four chips: 8 GB of weights, and 51.5 or 68.7 GB of caches.
TEST_F(PlanAccount, WhatMicrobatchesKeepMustFitTogether) {
  for (const std::int64_t batch : {24, 32}) {
    proto::Request step = llama("decode", batch);
    step.set_kv(65536);
    step.set_context_parallel(2);
    step.set_chips(2);
    proto::Request prompt = step;
    prompt.set_phase("prefill");
    prompt.set_seq(65536);
    prompt.set_kv(0);
    prompt.set_microbatches(batch);  // activations of one sequence at a time
    EXPECT_EQ(fits(prompt), batch == 24);
    for (const std::int64_t microbatches : {1, 4}) {
      step.set_microbatches(microbatches);
      EXPECT_EQ(fits(step), batch == 24) << microbatches;
    }
  }
}

}  // namespace
}  // namespace tessera
