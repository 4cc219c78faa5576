#include "sim/app/simulate/speculation.h"

#include <gmock/gmock.h>

#include <cmath>

#include "sim/app/simulate/run.h"
#include "sim/core/diagnostics.h"
#include "tests/support/simulation_test.h"

namespace tessera {
namespace {

using testing::HasSubstr;

class SpeculativeDecoding : public SimulationTest {};

proto::Request request(const std::string& phase, const std::string& draft) {
  proto::Request request;
  request.set_chip("h200-sxm");
  request.set_model("llama-3.1-70b");
  request.set_dtype("fp8");
  request.set_phase(phase);
  request.set_detail("analytic");
  request.set_no_elasticities(true);
  if (!draft.empty()) request.mutable_speculation()->set_draft(draft);
  return request;
}

TEST(Speculation, ExpectsOneTokenMoreThanAreKeptInARow) {
  Speculation s;
  s.tokens = 4;
  s.acceptance = 0.8;
  EXPECT_NEAR(s.tokens_per_step(), (1 - std::pow(0.8, 5)) / (1 - 0.8), 1e-12);
  s.acceptance = 0;
  EXPECT_EQ(s.tokens_per_step(), 1);
  s.acceptance = 1;
  EXPECT_EQ(s.tokens_per_step(), 5);
}

TEST_F(SpeculativeDecoding, AStepIsTheDraftsStepsAndOneCheck) {
  proto::Request asked = request("decode", "llama-3.1-8b");
  asked.mutable_speculation()->set_tokens(3);
  const proto::Result r = run(asked).result;
  EXPECT_EQ(r.speculation().draft(), "llama-3.1-8b");
  EXPECT_NEAR(static_cast<double>(r.latency_ps()),
              static_cast<double>(r.speculation().draft_ps() + r.speculation().verify_ps()), 10);
  EXPECT_NEAR(r.produced_tokens(), 1 + 0.7 + 0.49 + 0.343, 1e-9);
  const proto::Result plain = run(request("decode", "")).result;
  EXPECT_EQ(r.speculation().plain_ps(), plain.latency_ps());
  // Weights are read once for all tokens that are checked.
  EXPECT_LT(r.speculation().verify_ps(), 1.1 * static_cast<double>(plain.latency_ps()));
  EXPECT_GT(r.speculation().verify_ps(), plain.latency_ps());
}

TEST_F(SpeculativeDecoding, ADraftThatIsNeverRightIsSlower) {
  proto::Request asked = request("decode", "llama-3.1-8b");
  asked.mutable_speculation()->set_acceptance(0);
  EXPECT_LT(run(asked).result.speculation().speedup(), 1);
  asked.mutable_speculation()->set_acceptance(0.9);
  EXPECT_GT(run(asked).result.speculation().speedup(), 1.5);
}

TEST_F(SpeculativeDecoding, NgramsTakeNoTimeOfTheChip) {
  const proto::Result r = run(request("decode", "ngram")).result;
  EXPECT_EQ(r.speculation().draft_ps(), 0);
  EXPECT_EQ(r.speculation().verify_ps(), r.latency_ps());
}

TEST_F(SpeculativeDecoding, ALayerOfTheModelsOwnTakesItsWeightsAndTheHeads) {
  const proto::Result r = run(request("decode", "mtp")).result;
  EXPECT_EQ(r.speculation().draft(), "llama-3.1-70b-mtp");
  double layer = 0;  // of 80, and the head
  for (const auto& one : r.operator_())
    if (one.name().starts_with("draft: layer.")) layer += one.executions();
  EXPECT_GT(layer, 0);
  EXPECT_GT(r.speculation().draft_ps(), 4 * r.speculation().verify_ps() / 81);
  EXPECT_LT(r.speculation().draft_ps(), 4 * r.speculation().verify_ps() / 20);
}

TEST_F(SpeculativeDecoding, AGenerationTakesAsManyFewerStepsAsTokensComeOfEach) {
  proto::Request asked = request("full", "ngram");
  asked.set_tokens(101);
  asked.mutable_speculation()->set_acceptance(0);
  const proto::Result one = run(asked).result;
  asked.mutable_speculation()->set_acceptance(1);
  const proto::Result five = run(asked).result;
  EXPECT_NEAR(static_cast<double>(one.generation().decode_ps()) /
                  static_cast<double>(five.generation().decode_ps()),
              5, 1e-3);
  EXPECT_EQ(one.generation().prefill_ps(), five.generation().prefill_ps());
}

TEST_F(SpeculativeDecoding, BothModelsMustFitTogether) {
  proto::Request asked = request("decode", "llama-3.1-70b");
  EXPECT_NO_THROW(run(request("decode", "")));
  try {
    asked.set_dtype("w=bf16,a=bf16,kv=bf16");
    run(asked);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit);
  }
  asked.set_dtype("fp8");
  EXPECT_THROW(run(asked), InputError);  // 2 x 70.6 GB of 141 GB
}

TEST_F(SpeculativeDecoding, ADraftMustBeALanguageModel) {
  for (const char* draft : {"resnet-50", "gemm:10,10,10"})
    EXPECT_THROW(run(request("decode", draft)), InputError) << draft;
}

TEST_F(SpeculativeDecoding, NumbersOutOfRangeAreRefused) {
  proto::Request asked = request("decode", "ngram");
  asked.mutable_speculation()->set_acceptance(1.5);
  EXPECT_THROW(run(asked), InputError);
  asked.mutable_speculation()->set_acceptance(0.5);
  asked.mutable_speculation()->set_tokens(0);
  EXPECT_THROW(run(asked), InputError);
}

TEST_F(SpeculativeDecoding, APromptDoesNotUseTheDraftAndSaysSo) {
  const proto::Result r = run(request("prefill", "ngram")).result;
  EXPECT_FALSE(r.has_speculation());
  EXPECT_THAT(std::vector<std::string>(r.note().begin(), r.note().end()),
              testing::Contains(HasSubstr("--draft is not used by prefill")));
}

}  // namespace
}  // namespace tessera
