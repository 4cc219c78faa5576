#include "sim/app/simulate/best_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/app/simulate/spread.h"
#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using ::testing::HasSubstr;

proto::Request decode(const std::string& model, std::int64_t batch, std::int64_t chips) {
  proto::Request request;
  request.set_chip("h100-sxm");
  request.set_model(model);
  request.set_phase("decode");
  request.set_batch(batch);
  request.set_chips(chips);
  request.set_parallel_auto(true);
  return request;
}

TEST(BestPlan, EveryPlanUsesAllChipsAndTheFastestIsTaken) {
  std::vector<ParallelPlan> tried;
  const TimePlan time = [&](const proto::Request& request) {
    tried.push_back(plan_of(request));
    EXPECT_FALSE(request.parallel_auto());
    EXPECT_EQ(request.detail(), "analytic");
    return tried.back().tensor == 4 ? 1.0 : 2.0;
  };
  std::string note;
  const proto::Request best = with_best_plan(decode("llama-3.1-8b", 8, 4), time, {}, note);
  for (const ParallelPlan& plan : tried) EXPECT_EQ(plan.chips(), 4);
  EXPECT_GE(tried.size(), 6U);  // tp x pp x dp
  EXPECT_EQ(plan_of(best).tensor, 4);
  EXPECT_THAT(note, HasSubstr("tp=4 is the fastest of"));
}

TEST(BestPlan, GroupsAreNotMoreThanSequencesAndDenseNetworksHaveNoExpertsToSpread) {
  const TimePlan time = [&](const proto::Request& request) {
    EXPECT_LE(plan_of(request).data, 2);
    EXPECT_EQ(plan_of(request).expert, 1);
    return 1.0;
  };
  search_plans(decode("llama-3.1-8b", 2, 8), time);
}

TEST(BestPlan, ExpertsAreSpreadOverEveryNumberOfChipsThatDividesAStage) {
  std::set<std::int64_t> of_one_group;  // where each chip has sequences of its own
  const TimePlan time = [&](const proto::Request& request) {
    const ParallelPlan plan = plan_of(request);
    EXPECT_EQ(plan.stage_chips() % plan.expert, 0);
    if (plan.data == 8) of_one_group.insert(plan.expert);
    return 1.0;
  };
  search_plans(decode("mixtral-8x7b", 64, 8), time);
  EXPECT_THAT(of_one_group, testing::ElementsAre(1, 2, 4, 8));
}

TEST(BestPlan, WhatDoesNotFitIsPassedByAndCounted) {
  const TimePlan time = [](const proto::Request& request) {
    if (plan_of(request).tensor < 4) throw InputError(ExitCode::kDoesNotFit, "too large");
    return 1.0;
  };
  const PlanSearch search = search_plans(decode("llama-3.1-8b", 8, 4), time);
  EXPECT_EQ(search.fitting.size() + search.too_large, search.tried);
  EXPECT_GT(search.too_large, 0U);
}

TEST(BestPlan, WithoutANumberTheFewestChipsThatHoldItAreTaken) {
  const TimePlan time = [](const proto::Request& request) {
    if (plan_of(request).chips() < 4) throw InputError(ExitCode::kDoesNotFit, "too large");
    return 1.0;
  };
  EXPECT_EQ(search_plans(decode("llama-3.1-8b", 8, 0), time).chips, 4);
}

TEST(BestPlan, WhereNothingFitsTheFirstReasonIsGiven) {
  const TimePlan time = [](const proto::Request&) -> double {
    throw InputError(ExitCode::kDoesNotFit, "weights of 900 GB");
  };
  try {
    search_plans(decode("llama-3.1-8b", 8, 4), time);
    ADD_FAILURE();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kDoesNotFit);
    EXPECT_THAT(error.what(), HasSubstr("weights of 900 GB"));
  }
}

}  // namespace
}  // namespace tessera
