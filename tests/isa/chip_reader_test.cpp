// Chip text to Spec: what is applied.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/isa/chip_reader_fixture.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using ChipReading = ChipText;

TEST_F(ChipReading, ReadsEveryBlock) {
  const ChipSpec chip = read(kEdge);
  EXPECT_EQ(chip.name, "edge");
  EXPECT_EQ(chip.default_type, DataType::kInt8);
  EXPECT_EQ(chip.core.count, 2);
  EXPECT_EQ(chip.core.clock, Hertz(800'000'000));
  EXPECT_EQ(std::get<SystolicSpec>(chip.core.matrix_unit->kind).columns, 32);
  EXPECT_EQ(chip.core.matrix_unit->rate(DataType::kBf16).relative, 0);
  EXPECT_EQ(chip.core.vector_unit.add_mul_per_clock, 64);
  EXPECT_EQ(chip.core.local_memory.capacity, Bytes(500 * 1024));
  EXPECT_EQ(chip.core.dma.bandwidth, BytesPerSecond(12.8e9));
  EXPECT_EQ(chip.memory.capacity, Bytes(4'000'000'000));
  EXPECT_EQ(chip.memory.latency, Picoseconds(120'000));
  EXPECT_EQ(chip.memory.row_bytes, Bytes(0));
  EXPECT_EQ(std::get<MeshSpec>(chip.network.kind).router_latency, Picoseconds(2500));
  EXPECT_EQ(chip.control.queues->barrier, Picoseconds(50'000));
  EXPECT_FALSE(chip.shared_buffer || chip.chip_link || chip.control.blocks);
  EXPECT_EQ(peak_macs_per_second(chip, DataType::kInt8), 2 * 16 * 32 * 800e6);
}

TEST_F(ChipReading, FixedTimesOfBlocksAreClocksOfTheCore) {
  const std::string text =
      with(kEdge, "queues { descriptor_ns: 10 barrier_ns: 50 dispatch_ns: 0 launch_ns: 100 }",
           "blocks { launch_cycles: 1600 dispatch_cycles: 2.5 max_resident_per_core: 4 "
           "block_overhead_cycles: 400 }");
  const ChipSpec chip = read(text);
  EXPECT_EQ(chip.control.blocks->launch, Picoseconds(2'000'000));
  EXPECT_EQ(chip.control.blocks->dispatch, Picoseconds(3'125));
  EXPECT_EQ(chip.control.blocks->block_overhead, Picoseconds(500'000));
  const ChipSpec faster = read(text, {"core.clock_scale=2"});
  EXPECT_EQ(faster.control.blocks->launch, Picoseconds(1'000'000));
  EXPECT_EQ(faster.control.blocks->block_overhead, Picoseconds(250'000));
}

TEST_F(ChipReading, NamesTheSoftwareThatRunsOnTheChip) {
  EXPECT_EQ(read(kEdge).library, "");
  EXPECT_EQ(read(kEdge, {"library=vendor"}).library, "vendor");
}

TEST_F(ChipReading, AppliesEveryScale) {
  const ChipSpec plain = read(kEdge);
  const ChipSpec scaled =
      read(kEdge,
           {"core.clock_scale=2", "core.matrix_unit.rate_scale=3", "core.vector_unit.rate_scale=4",
            "core.local_memory.bandwidth_scale=5", "core.dma.bandwidth_scale=6",
            "memory.bandwidth_scale=0.5", "memory.latency_scale=2", "network.bandwidth_scale=7"});
  EXPECT_EQ(scaled.core.clock, plain.core.clock * 2);
  EXPECT_EQ(scaled.core.matrix_unit->rate(DataType::kInt8).relative, 3);
  EXPECT_EQ(scaled.core.vector_unit.reduce_per_clock, 4 * plain.core.vector_unit.reduce_per_clock);
  EXPECT_EQ(scaled.core.local_memory.bytes_per_clock, 5 * 64);
  EXPECT_EQ(scaled.core.dma.bandwidth, plain.core.dma.bandwidth * 12.0);
  EXPECT_EQ(scaled.memory.peak_bandwidth, BytesPerSecond(17e9));
  EXPECT_EQ(scaled.memory.latency, Picoseconds(240'000));
  EXPECT_EQ(std::get<MeshSpec>(scaled.network.kind).link_bandwidth,
            std::get<MeshSpec>(plain.network.kind).link_bandwidth * 14.0);
}

TEST_F(ChipReading, AppliesScalesOfLinksAndBuffers) {
  const ChipSpec plain = read_chip({"h100-sxm", {}, {}});
  const ChipSpec scaled = read_chip(
      {"h100-sxm", {}, {"chip_link.bandwidth_scale=0.5", "shared_buffer.bandwidth_scale=2"}});
  EXPECT_EQ(scaled.chip_link->bandwidth, plain.chip_link->bandwidth * 0.5);
  EXPECT_EQ(scaled.shared_buffer->bandwidth, plain.shared_buffer->bandwidth * 2.0);
}

TEST_F(ChipReading, AChipsOwnMacEnergyScalesTheTable) {
  const ChipSpec plain = read(kEdge);
  const ChipSpec own = read(kEdge, {"power.mac_pj=2"});
  const auto bf16 = static_cast<std::size_t>(DataType::kBf16);
  const auto int8 = static_cast<std::size_t>(DataType::kInt8);
  EXPECT_EQ(own.power.mac[bf16], Picojoules(2));
  EXPECT_NEAR(ratio(own.power.mac[int8], own.power.mac[bf16]),
              ratio(plain.power.mac[int8], plain.power.mac[bf16]), 1e-12);
}

TEST_F(ChipReading, ADataTypeHasOneRate) {
  EXPECT_THAT(mistakes(with(kEdge, "rate {", "rate { dtype: \"int8\" relative: 2 } rate {")),
              ElementsAre("edge.textproto:10:47: int8 has a rate already"));
}

TEST_F(ChipReading, ProvenanceNamesFieldsThatExist) {
  const std::string noted =
      with(kEdge, "\nmemory { ", "\nmemory { provenance { of: \"latency\" source: \"here\" }\n");
  EXPECT_THAT(mistakes(noted),
              ElementsAre(testing::StartsWith(
                  "edge.textproto:19:23: memory.provenance[0].of names latency: latency is not a "
                  "field of Memory, write latency_ns with its unit; allowed: latency_ns, ")));
}

TEST_F(ChipReading, FindsChipsByTheirOtherNames) {
  for (const char* name : {"h100-sxm", "H100_SXM", "NVIDIA H100 SXM", "nvidia-h100-sxm"})
    EXPECT_EQ(read_chip({name, {}, {}}).name, "h100-sxm") << name;
}

TEST_F(ChipReading, AnUnknownNameListsTheLibrary) {
  try {
    read_chip({"h101-sxm", {}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("no chip is called h101-sxm; the library has h100-sxm, "));
  }
}

TEST_F(ChipReading, AMissingFileIsNamed) {
  try {
    read_chip({"nowhere/edge.textproto", {}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "nowhere/edge.textproto: no such file");
  }
}

}  // namespace
}  // namespace tessera
