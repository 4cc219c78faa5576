#include "workloads/lowering/tile_times.h"

#include <gtest/gtest.h>

#include "isa/chip_reader.h"
#include "workloads/lowering/lower.h"
#include "workloads/model_reader.h"

namespace tessera {
namespace {

ChipSpec npu_with(const std::string& kib) {
  return read_chip({"npu-4x128", {}, {"core.local_memory.capacity_kib=" + kib}});
}

BoundGraph resnet() {
  const DataType type = DataType::kFp16;
  return bind(read_model("resnet-50", {{"batch", 1}}), {{"batch", 1}}, {type, type, type});
}

TEST(TileTimes, ATilingIsTimedOnce) {
  TileTimes times;
  int asked = 0;
  const auto time = [&] { return 10.0 + ++asked; };
  EXPECT_EQ(times.of({1, 2}, time), 11);
  EXPECT_EQ(times.of({1, 2}, time), 11);
  EXPECT_EQ(times.of({1, 3}, time), 12);
}

TEST(TileTimes, ProgramsAreTheSameWithThemAndWithout) {
  TileTimes times;
  const BoundGraph graph = resnet();
  for (const char* kib : {"512", "1024", "2048", "1024"}) {
    const ChipSpec chip = npu_with(kib);
    EXPECT_EQ(lower(graph, chip, LoweringOptions{.tile_times = &times}).program,
              lower(graph, chip).program)
        << kib;
  }
}

TEST(TileTimes, TheSameLoweringAgainTimesNothing) {
  TileTimes times;
  const BoundGraph graph = resnet();
  lower(graph, npu_with("1024"), LoweringOptions{.tile_times = &times});
  const std::size_t before = times.size();
  EXPECT_GT(before, 0u);
  lower(graph, npu_with("1024"), LoweringOptions{.tile_times = &times});
  EXPECT_EQ(times.size(), before);
  lower(graph, npu_with("2048"), LoweringOptions{.tile_times = &times});
  EXPECT_LT(times.size(), 2 * before) << "other sizes share most tilings";
}

}  // namespace
}  // namespace tessera
