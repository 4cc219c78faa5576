// Which rows can be run, and why others cannot.
#include "sim/app/validate/published/asked.h"

#include <gmock/gmock.h>

namespace tessera::validation::published {
namespace {

using testing::HasSubstr;

Row row_of(const std::string& workload, const std::string& phase, const std::string& metric,
           const std::string& conditions = "") {
  Row row;
  row.workload = workload;
  row.phase = phase;
  row.metric = metric;
  row.conditions = conditions;
  return row;
}

TEST(Asked, TrainingIsNoInference) {
  const Asked asked = asked_of(row_of("ResNet-50 training", "training", "throughput"));
  EXPECT_EQ(asked.kind, Kind::kNone);
  EXPECT_THAT(asked.why_not, HasSubstr("training"));
}

TEST(Asked, ARowThatRulesSpeculationOutIsRun) {
  EXPECT_EQ(asked_of(row_of("Llama-3.3-70B", "decode", "time per output token p50",
                            "batch 1, no speculative decoding"))
                .kind,
            Kind::kLanguage);
  EXPECT_THAT(
      asked_of(row_of("DeepSeek-R1 671B", "decode", "time per output token", "MTP-1")).why_not,
      HasSubstr("speculative"));
}

TEST(Asked, ArrivalsThatAreNotStatedAreNotGuessed) {
  for (const char* phase : {"server", "interactive"})
    EXPECT_THAT(asked_of(row_of("Mixtral-8x7B (MLPerf)", phase, "output token throughput")).why_not,
                HasSubstr("arrivals"));
}

TEST(Asked, KernelsAreToldApartByWhatTheyDo) {
  EXPECT_EQ(asked_of(row_of("large square GEMM", "kernel", "achieved compute")).kind, Kind::kGemm);
  EXPECT_EQ(asked_of(row_of("stream triad kernel", "kernel", "achieved memory bandwidth")).kind,
            Kind::kMemory);
  EXPECT_EQ(
      asked_of(row_of("back-to-back 64 kB streaming kernels", "launch overhead", "time per kernel"))
          .kind,
      Kind::kLaunch);
  EXPECT_EQ(asked_of(row_of("all-reduce inside server", "communication", "bus bandwidth")).kind,
            Kind::kCollective);
}

TEST(Asked, GroupsTellLoadsAndKindsOfChipsApart) {
  const Row load = row_of("Llama-3.1-8B", "end-to-end (max load)", "output token throughput");
  EXPECT_EQ(group_of(load, asked_of(load), true), "gpu-maximum-load");
  const Row first = row_of("Llama-2-7b", "prefill", "time to first token p50");
  EXPECT_EQ(group_of(first, asked_of(first), true), "gpu-first-token");
  EXPECT_EQ(group_of(first, asked_of(first), false), "other-prefill");
}

}  // namespace
}  // namespace tessera::validation::published
