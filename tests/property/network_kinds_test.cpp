// What must hold for a chip whatever network its cores are on.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "models/simulate.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

std::vector<std::string> on(const std::string& kind, const std::vector<std::string>& fields) {
  std::vector<std::string> settings{"core.count=16"};
  for (const std::string& field : fields)
    settings.push_back(fmt::format("network.{}.{}", kind, field));
  return settings;
}

// 16 bytes per clock and link: the network is what the product waits for.
std::vector<std::string> settings_of(const std::string& kind) {
  if (kind == "ring")
    return on(kind, {"link_bytes_per_clock=16", "router_latency_cycles=2", "memory_ports=4"});
  if (kind == "hierarchical")
    return on(kind, {"groups=4", "group.bytes_per_clock_per_port=64", "group.latency_ns=20",
                     "trunk_gb_per_s=100", "trunk_latency_ns=30"});
  return on(kind, {"link_bytes_per_clock=16", "router_latency_cycles=4"});
}

class OnEveryNetwork : public testing::TestWithParam<std::string> {
 protected:
  ChipSpec chip(double scale = 1) const {
    std::vector<std::string> settings = settings_of(GetParam());
    settings.push_back(fmt::format("network.bandwidth_scale={}", scale));
    return read_chip({"npu-4x128", {}, settings});
  }
  static Program lowered(const ChipSpec& chip) {
    const DataTypes half{DataType::kBf16, DataType::kBf16, DataType::kBf16};
    return lower(bind(read_model("gemm:512,1024,768"), {}, half), chip).program;
  }
};

TEST_P(OnEveryNetwork, TheClosedFormIsNearTheEvents) {
  const ChipSpec spec = chip();
  const Program program = lowered(spec);
  const double events = to_microseconds(simulate(spec, program).elapsed);
  EXPECT_NEAR(to_microseconds(execute_closed_form(spec, program).elapsed), events, 0.02 * events);
}

TEST_P(OnEveryNetwork, TwiceTheBandwidthIsFaster) {
  const ChipSpec narrow = chip(1), wide = chip(2);
  const Program program = lowered(narrow);
  EXPECT_LT(simulate(wide, program).elapsed, simulate(narrow, program).elapsed);
}

INSTANTIATE_TEST_SUITE_P(Kinds, OnEveryNetwork,
                         testing::Values("mesh", "torus", "ring", "flattened_butterfly",
                                         "hierarchical"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace tessera
