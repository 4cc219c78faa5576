// What a package of two dies takes over the link between them, under both kinds of control and at
// both levels of detail.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "isa/closed_form.h"
#include "isa/timing/network.h"
#include "models/simulate.h"
#include "workloads/bound_graph.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

enum class Detail { kAnalytic, kTile };

struct Case {
  const char* chip;
  const char* port;  // of a core, bytes per clock
  const char* latency_ns;
  Detail detail;
};

class TwoDies : public testing::TestWithParam<Case> {
 protected:
  // 16 cores on one die.
  ChipSpec one_die() const {
    return read({fmt::format("network.crossbar.bytes_per_clock_per_port={}", GetParam().port),
                 fmt::format("network.crossbar.latency_ns={}", GetParam().latency_ns)});
  }
  // The same on two, addresses spread over both.
  ChipSpec two_dies(double trunk_gb_per_s, double trunk_latency_ns = 0) const {
    const std::string network = "network.hierarchical.";
    return read({network + "groups=2",
                 network + "group.bytes_per_clock_per_port=" + GetParam().port,
                 network + "group.latency_ns=" + GetParam().latency_ns,
                 fmt::format("{}trunk_gb_per_s={}", network, trunk_gb_per_s),
                 fmt::format("{}trunk_latency_ns={}", network, trunk_latency_ns)});
  }
  static Program lowered(const ChipSpec& chip) {
    const DataTypes half{DataType::kBf16, DataType::kBf16, DataType::kBf16};
    return lower(bind(read_model("gemm:64,4096,4096"), {}, half), chip).program;
  }
  Execution run(const ChipSpec& chip, const Program& program) const {
    return GetParam().detail == Detail::kTile ? simulate(chip, program)
                                              : execute_closed_form(chip, program);
  }

 private:
  static ChipSpec read(std::vector<std::string> settings) {
    settings.insert(settings.begin(), {"core.count=16", "network.multicast_cores=1"});
    return read_chip({GetParam().chip, {}, settings});
  }
};

constexpr double kWide = 1e6;

TEST_P(TwoDies, AreOneWhereTheLinkIsWide) {
  const Program program = lowered(one_die());
  EXPECT_EQ(run(two_dies(kWide), program).elapsed, run(one_die(), program).elapsed);
}

TEST_P(TwoDies, TakeLongerTheNarrowerTheLink) {
  const Program program = lowered(one_die());
  Picoseconds before = run(two_dies(kWide), program).elapsed;
  for (const double trunk : {100.0, 50.0, 25.0}) {
    const Picoseconds elapsed = run(two_dies(trunk), program).elapsed;
    EXPECT_GT(elapsed, before) << trunk << " GB/s";
    before = elapsed;
  }
}

TEST_P(TwoDies, MoveHalfOfTheTrafficOverTheLink) {
  // As narrow as this nothing else counts: a quarter of all bytes goes each way.
  const double trunk = 4;
  const ChipSpec chip = two_dies(trunk);
  const Execution done = run(chip, lowered(chip));
  const double bytes = done.actions.network_byte_hops / mean_hops(chip.network, chip.core.count);
  const double seconds = bytes / 4 / (trunk * 1e9);
  EXPECT_GT(to_seconds(done.elapsed), seconds);
  EXPECT_NEAR(to_seconds(done.elapsed), seconds, 0.03 * seconds);
  EXPECT_GT(done.stalls[StallCause::kNetwork], done.elapsed * 9 / 10);
}

TEST_P(TwoDies, WaitLongerTheLongerTheLinkTakes) {
  const Program program = lowered(one_die());
  EXPECT_GT(run(two_dies(kWide, 500), program).elapsed, run(two_dies(kWide), program).elapsed);
}

TEST_P(TwoDies, ThatKeepTheirDataDoNotNoticeTheLink) {
  const Program program = lowered(one_die());
  ChipSpec chip = two_dies(1, 500);
  std::get<HierarchicalSpec>(chip.network.kind).trunk_share = 0;
  EXPECT_EQ(run(chip, program).elapsed, run(one_die(), program).elapsed);
}

INSTANTIATE_TEST_SUITE_P(Chips, TwoDies,
                         testing::Values(Case{"npu-4x128", "256", "10", Detail::kAnalytic},
                                         Case{"npu-4x128", "256", "10", Detail::kTile},
                                         Case{"a100-sxm", "64", "60", Detail::kAnalytic},
                                         Case{"a100-sxm", "64", "60", Detail::kTile}),
                         [](const auto& test) {
                           return std::string(test.param.chip).substr(0, 3) +
                                  (test.param.detail == Detail::kTile ? "_tile" : "_analytic");
                         });

// Loads of one core after the other, die by die.
Kernel loads_on(std::vector<int> cores) {
  Kernel kernel;
  kernel.name = "loads";
  kernel.op = 0;
  Transfer transfer;
  transfer.tensor = 0;
  transfer.buffer = 0;
  transfer.row_bytes = Bytes(100'000);
  kernel.buffers = {{"tile", transfer.row_bytes, 2}};
  kernel.work = std::vector<Stream>{{std::move(cores), {{transfer, {}, {}}}}};
  return kernel;
}

TEST(TwoDiesOfQueues, CoresOfOneDieHaveOneEndOfTheLink) {
  const std::string network = "network.hierarchical.";
  const ChipSpec chip =
      read_chip({"npu-4x128",
                 {},
                 {network + "groups=2", network + "group.bytes_per_clock_per_port=256",
                  network + "group.latency_ns=10", network + "trunk_gb_per_s=10",
                  network + "trunk_latency_ns=0", "network.multicast_cores=1"}});
  const auto elapsed = [&](const std::vector<int>& cores, bool tile) {
    Program program;
    program.name = "p";
    program.tensors = {{"x", Bytes(1'000'000)}};
    program.operators = {{"op", "elementwise"}};
    program.sections = {{"s", 1, {loads_on(cores)}}};
    return to_microseconds(
        (tile ? simulate(chip, program) : execute_closed_form(chip, program)).elapsed);
  };
  for (const bool tile : {false, true}) {
    // 50 KB of each core's load come over the link.
    const double start = elapsed({0}, tile) - 5;
    EXPECT_NEAR(elapsed({0, 1}, tile), start + 10, 0.1) << "of the same die";
    EXPECT_NEAR(elapsed({0, 2}, tile), start + 5, 0.1) << "of either die";
    EXPECT_NEAR(elapsed({0, 1, 2}, tile), start + 10, 0.1);
    EXPECT_NEAR(elapsed({0, 1, 2, 3}, tile), start + 10, 0.1);
  }
}

}  // namespace
}  // namespace tessera
