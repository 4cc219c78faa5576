// Chip text to Spec: what is applied, and every mistake at its place.
#include "isa/chip_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>

#include "sim/core/diagnostics.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Twenty-odd lines that say all a chip must say.
const std::string kEdge = R"(name: "edge"
kind: "npu"
default_dtype: "int8"
core {
  count: 2
  clock_mhz: 800
  matrix_unit {
    count: 1
    systolic { rows: 16 columns: 32 dataflow: WEIGHT_STATIONARY }
    rate { dtype: "int8" relative: 1 }
  }
  vector_unit {
    lanes: 32 add_mul_per_lane_clock: 2 special_per_lane_clock: 0.5
    convert_per_lane_clock: 1 reduce_per_lane_clock: 1 issue_overhead_cycles: 4
  }
  local_memory { capacity_kib: 512 banks: 8 bytes_per_clock: 64 reserved_kib: 12 }
  dma { bytes_per_clock: 16 transfers_in_flight: 4 }
}
memory { on_chip: true capacity_gb: 4 channels: 2 bandwidth_gb_per_s: 34 latency_ns: 120 }
network { mesh { link_bytes_per_clock: 16 router_latency_cycles: 2 } }
control { queues { descriptor_ns: 10 barrier_ns: 50 dispatch_ns: 0 launch_ns: 100 } }
power { energy_table: "14nm" static_w: 0.5 memory_pj_per_byte: 30 }
)";

class ChipReader : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  ChipSpec read(const std::string& text, std::vector<std::string> settings = {}) const {
    return read_chip({write("edge.textproto", text), {}, std::move(settings)});
  }

  // What the reader says, one line per mistake, without the folder.
  std::vector<std::string> mistakes(const std::string& text,
                                    std::vector<std::string> settings = {}) const {
    try {
      read(text, std::move(settings));
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kBadInput);
      std::vector<std::string> lines;
      for (const Mistake& mistake : error.mistakes()) {
        std::string where = to_string(mistake.location);
        if (where.starts_with(folder_)) where = where.substr(folder_.size() + 1);
        lines.push_back(where + ": " + mistake.message);
      }
      return lines;
    }
    return {};
  }

  static std::string with(std::string text, const std::string& part, const std::string& other) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), other);
  }

  static std::string with_standard() { return with(kEdge, "on_chip: true", "standard: \"HBM2\""); }

  const std::string folder_ = testing::TempDir() + "chip_reader_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(ChipReader, ReadsEveryBlock) {
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

TEST_F(ChipReader, FixedTimesOfBlocksAreClocksOfTheCore) {
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

TEST_F(ChipReader, NamesTheSoftwareThatRunsOnTheChip) {
  EXPECT_EQ(read(kEdge).library, "");
  EXPECT_EQ(read(kEdge, {"library=vendor"}).library, "vendor");
}

TEST_F(ChipReader, AVariantStatesOnlyWhatIsDifferent) {
  const ChipSpec whole = read_chip({"h100-sxm", {}, {}});
  const ChipSpec wide = read("name: \"wide\" variant_of: \"H100_SXM\" core { count: 264 }");
  EXPECT_EQ(wide.name, "wide");
  EXPECT_EQ(wide.core.count, 264);
  EXPECT_EQ(wide.core.matrix_unit, whole.core.matrix_unit);
  EXPECT_EQ(wide.memory, whole.memory);
}

TEST_F(ChipReader, AVariantIsWholeOnceRead) {
  const std::string path = write("wide.textproto", "name: \"wide\" variant_of: \"h100-sxm\"");
  const proto::Chip text = read_chip_text({path, {}, {}});
  EXPECT_FALSE(text.has_variant_of());
  EXPECT_EQ(text.core().count(), 132);
  EXPECT_EQ(text.also_called().size(), 4);
}

TEST_F(ChipReader, SaysWhichChipAVariantMustName) {
  EXPECT_THAT(mistakes("name: \"wide\"\nvariant_of: \"h100-sxn\""),
              testing::Contains(HasSubstr("edge.textproto:2:1: variant_of is h100-sxn, must be one "
                                          "of h100-sxm")));
  EXPECT_THAT(mistakes(kEdge, {"variant_of=h100-sxm"}),
              testing::Contains(HasSubstr("variant_of stands in the text of a chip")));
}

TEST_F(ChipReader, AppliesEveryScale) {
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

TEST_F(ChipReader, AppliesScalesOfLinksAndBuffers) {
  const ChipSpec plain = read_chip({"h100-sxm", {}, {}});
  const ChipSpec scaled = read_chip(
      {"h100-sxm", {}, {"chip_link.bandwidth_scale=0.5", "shared_buffer.bandwidth_scale=2"}});
  EXPECT_EQ(scaled.chip_link->bandwidth, plain.chip_link->bandwidth * 0.5);
  EXPECT_EQ(scaled.shared_buffer->bandwidth, plain.shared_buffer->bandwidth * 2.0);
}

TEST_F(ChipReader, SaysThatZeroCoresAreTooFew) {
  EXPECT_THAT(mistakes(with(kEdge, "count: 2", "count: 0")),
              ElementsAre("edge.textproto:5:3: core.count is 0, must be at least 1 (and at most "
                          "65536)"));
}

TEST_F(ChipReader, SaysWhichFieldCarriesTheUnit) {
  const std::vector<std::string> found = mistakes(with(kEdge, "clock_mhz", "clock"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], "edge.textproto:4:1: core.clock_mhz is missing");
  EXPECT_THAT(found[1], testing::StartsWith(
                            "edge.textproto:6:3: clock is not a field of Core, write clock_mhz "
                            "with its unit; allowed: clock_mhz, "));
}

TEST_F(ChipReader, ReportsAllMistakesAtOnce) {
  std::string text = with(kEdge, "count: 2", "count: 0");
  text = with(text, "banks: 8", "bank: 8");
  text = with(text, "rows: 16", "rows: \"many\"");
  text = with(text, "WEIGHT_STATIONARY", "WEIGHTY");
  text = with(text, "relative: 1", "relative: -1");
  text = with(text, "relative: -1", "relative: -1 efficiency: 1.5");
  text = with(text, "dtype: \"int8\" relative", "dtype: \"int9\" relative");
  text = with(text, "latency_ns: 120", "latency_ns: nan");
  text = with(text, "  dma {", "  dna {");
  const std::vector<std::string> found = mistakes(text);
  const auto has = [&](const std::string& line) {
    EXPECT_THAT(found, testing::Contains(testing::StartsWith("edge.textproto:" + line)));
  };
  has("4:1: core.dma is missing");
  has("5:3: core.count is 0, must be at least 1");
  has("9:22: Expected integer, got: \"many\"");
  EXPECT_THAT(found, testing::Not(testing::Contains(HasSubstr("systolic.rows is missing"))));
  has("9:51: dataflow is WEIGHTY, must be one of WEIGHT_STATIONARY, OUTPUT_STATIONARY, "
      "INPUT_STATIONARY");
  has("10:12: core.matrix_unit.rate[0].dtype is int9, must be one of fp32, ");
  has("10:26: core.matrix_unit.rate[0].relative is -1, must be more than 0");
  has("10:39: core.matrix_unit.rate[0].efficiency is 1.5, must be more than 0 and at most 1");
  has("16:3: core.local_memory.banks is missing");
  has("16:36: bank is not a field of LocalMemory; allowed: banks, ");
  has("17:3: dna is not a field of Core; allowed: dma, ");
  has("19:74: memory.latency_ns is nan, must be at least 0");
}

TEST_F(ChipReader, ReadsOnAfterAnEmptyText) {
  const std::vector<std::string> found = mistakes("");
  EXPECT_THAT(found, testing::Contains("edge.textproto:1:1: core is missing"));
  EXPECT_THAT(found, testing::Contains("edge.textproto:1:1: name is missing"));
  for (const std::string& line : found) EXPECT_THAT(line, testing::Not(HasSubstr("core.clock")));
}

TEST_F(ChipReader, SaysWhereATextBreaksOff) {
  const std::vector<std::string> found = mistakes(kEdge.substr(0, kEdge.find("  dma")));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], testing::StartsWith("edge.textproto:17:1: Expected identifier"));
}

TEST_F(ChipReader, RejectsWhatCannotBe) {
  EXPECT_THAT(mistakes(with(kEdge, "mesh {", "mesh { rows: 1 columns: 1")),
              ElementsAre("edge.textproto:20:26: network.mesh.rows x network.mesh.columns is 1 x "
                          "1, must hold all 2 cores of core.count"));
  EXPECT_THAT(mistakes(with(kEdge, "reserved_kib: 12", "reserved_kib: 600")),
              ElementsAre("edge.textproto:16:65: core.local_memory.reserved_kib is 600, must be at "
                          "most core.local_memory.capacity_kib (512)"));
  EXPECT_THAT(mistakes(with(kEdge, "default_dtype: \"int8\"", "default_dtype: \"bf16\"")),
              ElementsAre("edge.textproto:3:1: default_dtype is bf16, must be a type that the "
                          "matrix unit runs: int8"));
  EXPECT_THAT(mistakes(with(kEdge, "queues {", "queues { } blocks {")).size(), testing::Ge(6u));
  EXPECT_THAT(mistakes(with(kEdge, "energy_table: \"14nm\"", "energy_table: \"15nm\"")),
              testing::Contains(testing::StartsWith(
                  "edge.textproto:22:9: power.energy_table is 15nm, must be one of ")));
  EXPECT_THAT(mistakes(with(kEdge, "network {", "network { multicast_cores: 0")),
              ElementsAre(HasSubstr("network.multicast_cores is 0, must be at least 1")));
}

TEST_F(ChipReader, AMemoryThatIsNotOnChipNeedsRowsAndRefresh) {
  const std::string dram = with(kEdge, "on_chip: true ", "");
  EXPECT_THAT(mistakes(dram), testing::Contains("edge.textproto:19:1: memory.row_bytes is "
                                                "missing"));
}

TEST_F(ChipReader, AMemoryOfAStandardIsItsChannels) {
  const std::string dram = with(with_standard(), " memory_pj_per_byte: 30", "");
  const ChipSpec chip = read(dram);
  ASSERT_TRUE(chip.memory.dram);
  EXPECT_EQ(chip.memory.dram->name, "hbm2");
  EXPECT_NEAR(chip.memory.dram->peak_gb_per_s() * chip.memory.dram_channels, 34, 0.1);
  EXPECT_EQ(chip.memory.row_bytes, Bytes(0));
  EXPECT_EQ(chip.memory.refresh_share, 0);
  EXPECT_EQ(chip.power.memory_activation, Picojoules(909));
  EXPECT_GT(chip.power.memory_io_byte.count(), 0);
  EXPECT_GT(chip.power.memory_byte, chip.power.memory_io_byte);
  EXPECT_GT(chip.power.memory_refresh.count(), 0);
}

TEST_F(ChipReader, AChipsOwnEnergyWinsOverTheStandards) {
  const ChipSpec chip = read(with_standard(), {"power.memory_activation_pj=7"});
  EXPECT_EQ(chip.power.memory_byte, Picojoules(30));
  EXPECT_EQ(chip.power.memory_activation, Picojoules(7));
}

TEST_F(ChipReader, WhatAStandardSaysIsNotSaidAgain) {
  const std::string dram =
      with(with_standard(), "standard: \"HBM2\"", "standard: \"HBM2\" row_bytes: 2048");
  EXPECT_THAT(mistakes(dram),
              ElementsAre("edge.textproto:19:27: memory.row_bytes is stated, but the tables of "
                          "memory.standard (HBM2) say it; leave one of them out"));
}

TEST_F(ChipReader, AnUnknownStandardIsNamedWhereItIsStated) {
  EXPECT_THAT(mistakes(with(with_standard(), "HBM2", "HBM22")),
              testing::Contains(testing::AllOf(testing::StartsWith("edge.textproto:19:10: "),
                                               HasSubstr("HBM22"), HasSubstr("hbm2"))));
}

TEST_F(ChipReader, ATemperatureIsChecked) {
  EXPECT_THAT(mistakes(with_standard(), {"memory.temperature_c=300"}),
              ElementsAre(HasSubstr("memory.temperature_c is 300, must be a temperature")));
}

TEST_F(ChipReader, AChipsOwnMacEnergyScalesTheTable) {
  const ChipSpec plain = read(kEdge);
  const ChipSpec own = read(kEdge, {"power.mac_pj=2"});
  const auto bf16 = static_cast<std::size_t>(DataType::kBf16);
  const auto int8 = static_cast<std::size_t>(DataType::kInt8);
  EXPECT_EQ(own.power.mac[bf16], Picojoules(2));
  EXPECT_NEAR(ratio(own.power.mac[int8], own.power.mac[bf16]),
              ratio(plain.power.mac[int8], plain.power.mac[bf16]), 1e-12);
}

TEST_F(ChipReader, SettingsNameThemselvesInMistakes) {
  EXPECT_THAT(mistakes(kEdge, {"core.count=0", "core.clock_mhz=fast", "core.wheels=4"}),
              ElementsAre("--set core.clock_mhz=fast: core.clock_mhz is \"fast\", must be a number",
                          "--set core.count=0: core.count is 0, must be at least 1 (and at most "
                          "65536)",
                          testing::StartsWith("--set core.wheels=4: wheels is not a field of "
                                              "Core; allowed: ")));
}

TEST_F(ChipReader, ASettingSwitchesTheKindOfTheMatrixUnit) {
  const ChipSpec chip =
      read(kEdge,
           {"core.matrix_unit.dot_product.m=16", "core.matrix_unit.dot_product.n=8",
            "core.matrix_unit.dot_product.k=32", "core.matrix_unit.dot_product.latency_cycles=9"});
  EXPECT_EQ(std::get<DotProductSpec>(chip.core.matrix_unit->kind).k, 32);
  EXPECT_THAT(mistakes(kEdge, {"core.matrix_unit.dot_product.m=16"}),
              testing::Contains("--set core.matrix_unit.dot_product.m=16: "
                                "core.matrix_unit.dot_product.n is missing"));
}

TEST_F(ChipReader, AMeshGrowsWithTheCores) {
  for (const std::int64_t cores : {1, 2, 5, 16, 17, 1000}) {
    const ChipSpec chip = read(kEdge, {"core.count=" + std::to_string(cores)});
    const auto& mesh = std::get<MeshSpec>(chip.network.kind);
    EXPECT_GE(mesh.rows * mesh.columns, cores);
    EXPECT_LT((mesh.rows - 1) * mesh.columns, cores);
  }
}

TEST_F(ChipReader, FragmentsMergeOnTopAndNameThemselves) {
  const std::string chip = write("edge.textproto", kEdge);
  const std::string wide = write("wide.textproto",
                                 "core { matrix_unit { systolic { rows: 64 }\n"
                                 "rate { dtype: \"int8\" efficiency: 0.5 }\n"
                                 "rate { dtype: \"fp16\" relative: 0.5 } } }");
  const ChipSpec spec = read_chip({chip, {wide}, {}});
  const MatrixUnitSpec& unit = *spec.core.matrix_unit;
  EXPECT_EQ(std::get<SystolicSpec>(unit.kind).rows, 64);
  EXPECT_EQ(std::get<SystolicSpec>(unit.kind).columns, 32);
  EXPECT_EQ(unit.rate(DataType::kInt8).relative, 1);
  EXPECT_EQ(unit.rate(DataType::kInt8).efficiency, 0.5);
  EXPECT_EQ(unit.rate(DataType::kFp16).relative, 0.5);

  const std::string wrong = write("wrong.textproto", "core { count: -3 }");
  try {
    read_chip({chip, {wide, wrong}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("wrong.textproto:1:8: core.count is -3, must be"));
  }
}

TEST_F(ChipReader, ADataTypeHasOneRate) {
  EXPECT_THAT(mistakes(with(kEdge, "rate {", "rate { dtype: \"int8\" relative: 2 } rate {")),
              ElementsAre("edge.textproto:10:47: int8 has a rate already"));
}

TEST_F(ChipReader, ProvenanceNamesFieldsThatExist) {
  const std::string noted =
      with(kEdge, "\nmemory { ", "\nmemory { provenance { of: \"latency\" source: \"here\" }\n");
  EXPECT_THAT(mistakes(noted),
              ElementsAre(testing::StartsWith(
                  "edge.textproto:19:23: memory.provenance[0].of names latency: latency is not a "
                  "field of Memory, write latency_ns with its unit; allowed: latency_ns, ")));
}

TEST_F(ChipReader, FindsChipsByTheirOtherNames) {
  for (const char* name : {"h100-sxm", "H100_SXM", "NVIDIA H100 SXM", "nvidia-h100-sxm"})
    EXPECT_EQ(read_chip({name, {}, {}}).name, "h100-sxm") << name;
}

TEST_F(ChipReader, AnUnknownNameListsTheLibrary) {
  try {
    read_chip({"h101-sxm", {}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("no chip is called h101-sxm; the library has h100-sxm, "));
  }
}

TEST_F(ChipReader, AMissingFileIsNamed) {
  try {
    read_chip({"nowhere/edge.textproto", {}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "nowhere/edge.textproto: no such file");
  }
}

// A piece cut out, doubled, or overwritten with what chip texts are made of.
std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::array kPieces = {"{",    "}",     ":",      "\"",       "-1",
                                  "0",    "1e300", "nan",    "count: 1", "#",
                                  "\n",   "[",     "core {", "\\",       "WEIGHT_STATIONARY",
                                  "\x80", "'"};
  const std::size_t at = random() % text.size();
  const std::size_t length = random() % 40;
  switch (random() % 3) {
    case 0:
      return text.erase(at, length);
    case 1:
      return text.insert(at, text.substr(random() % text.size(), length));
    default:
      return text.replace(at, random() % 4, kPieces[random() % kPieces.size()]);
  }
}

TEST_F(ChipReader, ReadsOrRejectsWhateverItIsGiven) {
  std::mt19937 random(1);
  int rejected = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string text = kEdge;
    for (int times = 1 + i % 3; times > 0; --times) text = damaged(text, random);
    try {
      read(text);
    } catch (const InputError& error) {
      ++rejected;
      EXPECT_FALSE(error.mistakes().empty()) << text;
    }
  }
  EXPECT_GT(rejected, 500);
}

TEST_F(ChipReader, TheMergedTextReadsTheSameAgain) {
  for (const std::string& name : library_chips()) {
    const proto::Chip merged = read_chip_text({name, {}, {}});
    const ChipSpec again = read_chip({write("again.textproto", merged.DebugString()), {}, {}});
    EXPECT_EQ(again, read_chip({name, {}, {}})) << name;
  }
}

}  // namespace
}  // namespace tessera
