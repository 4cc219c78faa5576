// A longer context never makes a step of generation faster.
#include <gtest/gtest.h>

#include <algorithm>

#include "isa/chip_reader.h"
#include "models/simulate.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

class LongerContext : public testing::TestWithParam<std::string> {
 protected:
  Picoseconds step_of(const proto::Graph& model, std::int64_t kv) const {
    const DataType type = chip_.default_type;
    const BoundGraph graph =
        tessera::bind(model, {{"batch", 1}, {"seq", 1}, {"kv", kv}}, {type, type, type});
    return simulate(chip_, lower(graph, chip_).program).elapsed;
  }

  // `step(kv)` falls by no more than `tolerance` below any shorter context.
  template <class Step>
  static void expect_growing(double tolerance, const Step& step) {
    Picoseconds longest;
    for (std::int64_t kv = 0; kv <= 8192; kv += kv < 256 ? 32 : 256) {
      const Picoseconds now = step(kv);
      EXPECT_GE(ratio(now, longest), 1 - tolerance) << "kv " << kv;
      longest = std::max(longest, now);
    }
  }

  // With room for the network on one chip.
  ChipSpec chip_ = read_chip({GetParam(), {}, {"memory.capacity_gb=80"}});
};

TEST_P(LongerContext, NeverMakesAStepShorter) {
  const proto::Graph model = read_model("llama-3.1-8b");
  expect_growing(0.01, [&](std::int64_t kv) { return step_of(model, kv); });
}

// Tiles of keys that do not divide the context evenly may cost a little either way.
TEST_P(LongerContext, NeverMakesAttentionAloneShorter) {
  expect_growing(0.02, [&](std::int64_t kv) {
    return step_of(read_model("attention:1,32,8,128,1," + std::to_string(kv)), kv);
  });
}

INSTANTIATE_TEST_SUITE_P(Chips, LongerContext,
                         testing::Values("h100-sxm", "tpu-v5e", "npu-4x128", "gpnpu"),
                         [](const auto& chip) {
                           std::string name = chip.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace tessera
