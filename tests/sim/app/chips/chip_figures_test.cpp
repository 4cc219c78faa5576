#include "sim/app/chips/chip_figures.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "isa/chip_reader.h"
#include "isa/timing/network.h"
#include "sim/app/chips/check_report.h"
#include "sim/app/chips/doubts.h"

namespace tessera {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

struct Read {
  proto::Chip text;
  ChipSpec chip;
  ChipFigures figures() const { return chip_figures(chip, text); }
  std::vector<std::string> doubtful() const { return doubts(chip, figures()); }
};

Read read(const std::string& name, const std::vector<std::string>& settings = {}) {
  const ChipSource source{name, {}, settings};
  return {read_chip_text(source), read_chip(source)};
}

TEST(ChipFigures, PeaksOfTheSameHeightAreOneAndTheRidgeIsPeakOverSustainedBandwidth) {
  const ChipFigures figures = read("h100-sxm").figures();
  const auto bf16 = std::ranges::find_if(figures.peaks, [](const TypePeak& peak) {
    return std::ranges::find(peak.types, "bf16") != peak.types.end();
  });
  ASSERT_NE(bf16, figures.peaks.end());
  EXPECT_THAT(bf16->types, testing::ElementsAre("bf16", "fp16"));
  EXPECT_NEAR(bf16->flops_per_s, 989.4e12, 1e12);
  EXPECT_DOUBLE_EQ(bf16->ridge, bf16->flops_per_s / figures.memory_sustained.count());
  EXPECT_LT(figures.memory_sustained, figures.memory_pins);
  EXPECT_TRUE(std::ranges::is_sorted(figures.peaks, std::greater<>(), &TypePeak::flops_per_s));
}

// 4 units of 4096 products at 1 GHz, 0.72 pJ each, on 32 cores; fp4 takes 0.15 at four times the
// rate.
TEST(ChipFigures, MatrixUnitsTakePeakTimesEnergyOfTheTypeThatTakesMost) {
  const ChipFigures figures = read("gpnpu").figures();
  EXPECT_EQ(figures.power.matrix_type, "fp16");
  EXPECT_NEAR(figures.power.matrix.count(), 4.0 * 4096 * 32 * 1e9 * 0.72e-12, 0.01);
}

// 16384 products a clock, 2 bytes each, through 384 bytes a clock: tiles of 171 x 171. The NPU's
// array is 128 deep, and its sums are in local memory.
TEST(ChipFigures, ABalancedTileTakesAsLongToLoadAsToMultiply) {
  const double side = 2.0 * 2 * 16384 / 384;
  EXPECT_NEAR(read("gpnpu").figures().balanced_tile_kib, 2 * (2 * side * 16 * 2) / 1024, 1e-6);
  const Read npu = read("npu-4x128");
  const double bytes_per_clock =
      port_bandwidth(npu.chip).count() / static_cast<double>(npu.chip.core.clock.count());
  const double s = 2.0 * 2 * 128 * 128 / bytes_per_clock;
  EXPECT_NEAR(npu.figures().balanced_tile_kib, (2 * (2 * s * 128 * 2) + 4 * s * s) / 1024, 1e-3);
}

TEST(Doubts, AreNoneAboutThePublishedH100) { EXPECT_THAT(read("h100-sxm").doubtful(), IsEmpty()); }

TEST(Doubts, NameWhatCannotBe) {
  const auto about = [](const std::string& setting) {
    return read("h100-sxm", {setting}).doubtful();
  };
  EXPECT_THAT(about("power.tdp_w=100"), Contains(HasSubstr("the matrix units alone take")));
  EXPECT_THAT(about("area.die_mm2=300"), Contains(HasSubstr("the dies have 300 mm2")));
  EXPECT_THAT(about("memory.bandwidth_gb_per_s=5000"), Contains(HasSubstr("160 channels of hbm3")));
  EXPECT_THAT(about("network.bandwidth_scale=0.05"), Contains(HasSubstr("the network carries")));
  EXPECT_THAT(about("shared_buffer.bandwidth_scale=0.1"),
              Contains(HasSubstr("the shared buffer carries")));
  EXPECT_THAT(about("core.local_memory.capacity_kib=8"),
              Contains(HasSubstr("local memory has 4 KiB for tiles")));
}

TEST(Doubts, SayThatALinkIsMissing) {
  Read read_chip = read("h100-sxm");
  read_chip.chip.chip_link.reset();
  EXPECT_THAT(read_chip.doubtful(), Contains(HasSubstr("chip_link is not stated")));
}

TEST(CheckText, IsAtMostTwentyFiveLinesForEveryChip) {
  for (const std::string& name : library_chips()) {
    const Read one = read(name);
    const std::string text = check_text(one.chip, one.text);
    EXPECT_LE(std::ranges::count(text, '\n'), 25) << text;
  }
  const Read wrong =
      read("h100-sxm", {"power.tdp_w=10", "area.die_mm2=30", "core.count=1",
                        "memory.bandwidth_gb_per_s=5000", "core.local_memory.capacity_kib=8"});
  EXPECT_LE(std::ranges::count(check_text(wrong.chip, wrong.text), '\n'), 25);
}

}  // namespace
}  // namespace tessera
