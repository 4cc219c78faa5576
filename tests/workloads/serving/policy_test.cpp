#include "workloads/serving/policy.h"

#include <gtest/gtest.h>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

TEST(ServingPolicy, ThePresetsOfTheLibraryAreReadWhole) {
  EXPECT_EQ(serving_policies(), (std::vector<std::string>{"sglang", "tensorrt-llm", "vllm"}));
  const ServingPolicy vllm = read_serving_policy("vllm");
  EXPECT_TRUE(vllm.chunked_prompts && vllm.mixed_steps && vllm.prefix_caching);
  EXPECT_EQ(vllm.preemption, Preemption::kRecompute);
  EXPECT_FALSE(read_serving_policy("sglang").mixed_steps);
  EXPECT_EQ(read_serving_policy("tensorrt-llm").preemption, Preemption::kNever);
}

TEST(ServingPolicy, OneFieldIsChangedByItsName) {
  const ServingPolicy changed = read_serving_policy("vllm", {"sequences=128", "order=PRIORITY"});
  EXPECT_EQ(changed.sequences, 128);
  EXPECT_EQ(changed.order, QueueOrder::kPriority);
}

TEST(ServingPolicy, AMistakeIsNamedWithWhatIsAllowed) {
  try {
    read_serving_policy("vllm", {"sequences=0", "preemption=SWAP"});
    FAIL();
  } catch (const InputError& mistake) {
    EXPECT_EQ(mistake.code(), ExitCode::kBadInput);
    const std::string text = mistake.what();
    EXPECT_NE(text.find("sequences is 0, must be at least 1"), std::string::npos) << text;
    EXPECT_NE(text.find("swap_gb_per_s"), std::string::npos) << text;
  }
  EXPECT_THROW(read_serving_policy("vllmm"), InputError);
}

TEST(ServingPolicy, NeverPreemptingNeedsRoomForAllOfTheOutput) {
  EXPECT_THROW(read_serving_policy("tensorrt-llm", {"reserved_output=0.5"}), InputError);
}

}  // namespace
}  // namespace tessera
