// Memory text to Spec: what is applied, and every mistake at its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "isa/dram/standard.h"
#include "tests/support/temporary_folder.h"

namespace tessera {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// All that a standard must say.
const std::string kSmall = R"text(name: "small"
family: "DDR"
unit { kind: "device" channels: 2 }
interface { data_rate_mbps: 2000 width_bits: 64 burst_length: 8 transfers_per_clock: 2 }
organisation { bank_groups: 2 banks: 4 rows: 1024 row_bytes: 8192 }
parameter { name: "tCL" clocks: 14 }
parameter { name: "tCWL" clocks: 10 }
parameter { name: "tRCD" ns: 13.5 }
parameter { name: "tRP" ns: 14 clocks: 3 }
parameter { name: "tRAS" ns: 32 }
parameter { name: "tRC" sum: "tRAS + tRP" }
parameter { name: "tREFI" ns: 7800 }
parameter { name: "tRFC" ns: 350 }
constraint { level: RANK after: ["RD", "WR"] before: ["RD", "WR"] wait: "tBL" }
constraint { level: RANK after: "RD" before: "WR" wait: "tCL + tBL + 2 - tCWL" }
constraint { level: RANK after: "ACT" before: "ACT" wait: "20" window: 4 }
constraint { level: RANK after: "ACT" before: "ACT" wait: "5" }
constraint { level: RANK after: ["PREpb", "PREab"] before: ["ACT", "REFab"] wait: "tRP" }
constraint { level: RANK after: "REFab" before: "ACT" wait: "tRFC" }
constraint { level: BANK after: "ACT" before: "ACT" wait: "tRC" }
constraint { level: BANK after: "ACT" before: ["RD", "WR"] wait: "tRCD" }
constraint { level: BANK after: "ACT" before: "PREpb" wait: "tRAS" }
constraint { level: BANK after: ["RD", "WR"] before: "PREpb" wait: "max(2 * tBL, tRP - 7)" }
mapping: [BANK_GROUP, COLUMN, BANK, ROW]
policy { preset: "accelerator" refresh: ALL_BANK drain_above: 0.8 drain_to: 0.2 }
energy { read_pj_per_bit: 1 write_pj_per_bit: 1 }
)text";

class MemoryStandardReader : public testing::Test {
 protected:
  StandardSpec read(const std::string& text, std::vector<std::string> settings = {}) const {
    return read_standard({folder_.write("small.textproto", text), {}, std::move(settings), {}});
  }

  // What the reader says, one line per mistake, without the folder.
  std::vector<std::string> mistakes(const std::string& text,
                                    std::vector<std::string> settings = {}) const {
    std::vector<std::string> lines;
    try {
      read(text, std::move(settings));
    } catch (const InputError& error) {
      EXPECT_EQ(error.code(), ExitCode::kBadInput);
      for (const Mistake& mistake : error.mistakes()) {
        std::string where = to_string(mistake.location);
        if (where.starts_with('/')) where = where.substr(where.find("small.textproto"));
        lines.push_back(where + ": " + mistake.message);
      }
    }
    return lines;
  }

  static std::string with(std::string text, const std::string& part, const std::string& other) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), other);
  }

  const TemporaryFolder folder_;
};

using dram::Command;
using dram::Level;

int wait_of(const StandardSpec& spec, Level level, Command after, Command before, int window = 1) {
  for (const dram::Constraint& row : spec.channel->constraints) {
    if (row.level == level && row.after == after && row.before == before && row.window == window)
      return row.wait;
  }
  return -1;
}

TEST_F(MemoryStandardReader, ReadsEveryBlock) {
  const StandardSpec spec = read(kSmall);
  EXPECT_EQ(spec.name, "small");
  EXPECT_EQ(spec.family, "DDR");
  EXPECT_EQ(spec.unit, "device");
  EXPECT_EQ(spec.channels, 2);
  EXPECT_EQ(spec.capacity(), Bytes(2 * 8 * 1024 * 8192));
  EXPECT_EQ(spec.peak_bandwidth(), BytesPerSecond(32e9));
  const dram::DramSpec& channel = *spec.channel;
  EXPECT_EQ(channel.organisation.columns, 128);
  EXPECT_EQ(channel.organisation.transaction_bytes, 64);
  EXPECT_EQ(channel.clocks.tck_ps, 1000);
  EXPECT_EQ(channel.clocks.burst, 4);
  EXPECT_EQ(channel.clocks.refresh_interval, 7800);
  EXPECT_EQ(channel.policy.drain_above, 51);
  EXPECT_EQ(channel.policy.refresh, dram::Refresh::kAllBank);
  EXPECT_EQ(channel.energy.read_pj_per_bit, 1);
}

TEST_F(MemoryStandardReader, AWaitIsASumOfNamedTimes) {
  const StandardSpec spec = read(kSmall);
  EXPECT_EQ(wait_of(spec, Level::kBank, Command::kActivate, Command::kRead), 14);
  EXPECT_EQ(wait_of(spec, Level::kBank, Command::kActivate, Command::kActivate), 46);
  EXPECT_EQ(wait_of(spec, Level::kRank, Command::kActivate, Command::kActivate, 4), 20);
  EXPECT_EQ(wait_of(spec, Level::kBank, Command::kWrite, Command::kPrecharge), 8);
}

TEST_F(MemoryStandardReader, OfTwoRowsForOnePairTheLongerWaitCounts) {
  EXPECT_EQ(wait_of(read(kSmall), Level::kRank, Command::kRead, Command::kWrite), 10);
}

TEST_F(MemoryStandardReader, ReadsAStandardByAnyOfItsNames) {
  const StandardSpec ddr4 = read_standard({"DDR4_3200", {}, {}, {}});
  EXPECT_EQ(ddr4.name, "ddr4");
  EXPECT_EQ(ddr4.channel->clocks.read_latency, 22);
  EXPECT_DOUBLE_EQ(ddr4.peak_bandwidth().count(), 25.6e9);
}

TEST_F(MemoryStandardReader, AnUnknownNameListsTheLibrary) {
  try {
    read_standard({"hbm33", {}, {}, {}});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("no memory is called hbm33; the library has hbm3, "));
  }
}

TEST_F(MemoryStandardReader, WaitsInNanosecondsBecomeOtherClocksAtAnotherDataRate) {
  const StandardSpec slow = read_standard({"ddr4", {}, {}, 1600});
  EXPECT_EQ(slow.channel->clocks.read_latency, 11);
  EXPECT_DOUBLE_EQ(slow.channel->clocks.tck_ps, 1250);
}

TEST_F(MemoryStandardReader, HalfClocksAreFilledInPairs) {
  EXPECT_EQ(
      read_standard({"hbm3", {}, {"parameter[tCL].ns=12.6"}, {}}).channel->clocks.read_latency, 42);
}

TEST_F(MemoryStandardReader, ASettingReachesEverySumThatNamesIt) {
  const StandardSpec spec = read(kSmall, {"parameter[tRP].ns=20"});
  EXPECT_EQ(wait_of(spec, Level::kRank, Command::kPrecharge, Command::kActivate), 20);
  EXPECT_EQ(wait_of(spec, Level::kBank, Command::kActivate, Command::kActivate), 52);
}

TEST_F(MemoryStandardReader, AFragmentChangesTimesAndAddsRows) {
  const std::string fragment = folder_.write("more.textproto",
                                             R"(parameter { name: "tRCD" ns: 20 }
constraint { level: RANK after: "WR" before: "RD" wait: "tCWL + tBL + 6" }
)");
  const StandardSpec spec =
      read_standard({folder_.write("small.textproto", kSmall), {fragment}, {}, {}});
  EXPECT_EQ(wait_of(spec, Level::kBank, Command::kActivate, Command::kRead), 20);
  EXPECT_EQ(wait_of(spec, Level::kRank, Command::kWrite, Command::kRead), 20);
}

TEST_F(MemoryStandardReader, AHotMemoryIsRefreshedMoreOften) {
  EXPECT_EQ(read(kSmall).channel->policy.refresh_rate, 1);
  EXPECT_EQ(read(kSmall, {"policy.temperature_c=90"}).channel->policy.refresh_rate, 2);
  EXPECT_EQ(read(kSmall, {"policy.temperature_c=100"}).channel->policy.refresh_rate, 4);
}

TEST_F(MemoryStandardReader, APolicyIsAPresetWithFieldsSaidOtherwise) {
  const dram::Policy policy =
      read(kSmall, {"policy.preset=dramsys", "policy.read_queue=8", "policy.pages=open"})
          .channel->policy;
  EXPECT_EQ(policy.queues, dram::Queues::kShared);
  EXPECT_EQ(policy.read_depth, 8);
  EXPECT_TRUE(policy.visible_at_once);
}

TEST_F(MemoryStandardReader, QueuesOfAPresetAreForEachPseudoChannel) {
  const auto policy = [](const char* pseudo_channels) {
    return read_standard({"hbm2",
                          {},
                          {"policy.preset=ramulator2",
                           std::string("organisation.pseudo_channels=") + pseudo_channels},
                          {}})
        .channel->policy;
  };
  EXPECT_EQ(policy("1").read_depth, 32);
  EXPECT_EQ(policy("1").drain_above, 25);
  EXPECT_EQ(policy("1").drain_to, 6);
  EXPECT_EQ(policy("2").read_depth, 64);
  EXPECT_EQ(policy("2").drain_above, 51);
  EXPECT_EQ(policy("2").drain_to, 12);
}

TEST_F(MemoryStandardReader, RowsOfCommandsThatAreNeverIssuedAreSkipped) {
  const std::string more =
      "constraint { level: RANK after: \"RFMab\" before: \"ACT\" wait: \"9\" }\n";
  EXPECT_EQ(read(kSmall + more).channel->constraints, read(kSmall).channel->constraints);
}

struct Bad {
  const char* part;
  const char* instead;
  const char* said;
};

const Bad kBad[] = {
    {"window: 4", "window: 0", "small.textproto:16:64: constraint[2].window is 0, must be 1 to 64"},
    {"[BANK_GROUP, COLUMN, BANK, ROW]", "[BANK_GROUP, COLUMN, ROW]",
     "small.textproto:24:1: mapping does not cover BANK, which has 4 values"},
    {"[BANK_GROUP, COLUMN, BANK, ROW]", "[BANK_GROUP, ROW, COLUMN, BANK, ROW]",
     "small.textproto:24:1: mapping names ROW 2 times"},
    {"rows: 1024", "rows: 1000",
     "small.textproto:5:40: organisation.rows is 1000, must be a power of two"},
    {"banks: 4", "banks: 256",
     "small.textproto:5:31: organisation.banks makes 512 banks of one channel, at most 256 are "
     "possible"},
    {"row_bytes: 8192", "row_bytes: 32",
     "small.textproto:5:51: organisation.row_bytes is 32, must be a multiple of a burst (64 "
     "bytes)"},
    {"burst_length: 8", "burst_length: 7",
     "small.textproto:4:49: interface.burst_length is 7, must be a multiple of "
     "interface.transfers_per_clock (2)"},
    {"wait: \"tRCD\"", "wait: \"tRCDD\"",
     "small.textproto:21:60: constraint[7].wait is \"tRCDD\", which names tRCDD, which is no "
     "parameter; there are tBL, tCL, tCWL, tRAS, tRC, tRCD, tREFI, tRFC, tRP"},
    {"wait: \"tRCD\"", "wait: \"tRCD +\"",
     "small.textproto:21:60: constraint[7].wait is \"tRCD +\", which ends too early"},
    {"wait: \"tRCD\"", "wait: \"tRCD $ 2\"",
     "small.textproto:21:60: constraint[7].wait is \"tRCD $ 2\", which has '$' at position 6"},
    {"wait: \"tRCD\"", "wait: \"tRCD * tRP\"",
     "small.textproto:21:60: constraint[7].wait is \"tRCD * tRP\", which multiplies two times; one "
     "factor must be a whole number"},
    {"wait: \"tRCD\"", "wait: \"tCWL - tCL\"",
     "small.textproto:21:60: constraint[7].wait is \"tCWL - tCL\", which is -4 clocks; write "
     "max(tCWL - tCL, 0) if that means no wait"},
    {"before: \"PREpb\" wait: \"tRAS\"", "before: \"PRE\" wait: \"tRAS\"",
     "small.textproto:22:39: constraint[8].before is PRE, must be one of ACT, ACT1, ACT2, PREpb, "
     "PREab, RD, WR, RDA, WRA, CAS_RD, CAS_WR, REFab, REFpb, RFMab, RFMpb"},
    {"sum: \"tRAS + tRP\"", "sum: \"tRC + tRP\"",
     "small.textproto:11:25: parameter[5].sum is \"tRC + tRP\", which leads back to tRC"},
    {"name: \"tCL\" clocks: 14", "name: \"tCL\"",
     "small.textproto:6:13: tCL has no value; give ns, clocks or sum"},
    {"ns: 13.5", "ns: -1", "small.textproto:8:26: parameter[2].ns is -1, must be 0 to 1e8"},
    {"name: \"tRCD\"", "name: \"tRP\"",
     "small.textproto:9:13: parameter[3].name is tRP, which another parameter is called"},
    {"preset: \"accelerator\"", "preset: \"fifo\"",
     "small.textproto:25:10: policy.preset is fifo, must be one of dramsys, ramulator2, "
     "dramsys-wm, accelerator"},
    {"drain_to: 0.2", "drain_to: 0.8",
     "small.textproto:25:67: policy.drain_to is 0.8, must be less than policy.drain_above (0.8)"},
    {"refresh: ALL_BANK", "refresh: PER_BANK",
     "small.textproto:25:32: policy.refresh is PER_BANK, which needs the parameter tREFIpb"},
    {"refresh: ALL_BANK", "refresh: SOMETIMES",
     "small.textproto:25:41: refresh is SOMETIMES, must be one of NONE, ALL_BANK, PER_BANK"},
    {"level: BANK after: \"ACT\" before: \"PREpb\"", "level: BANK after: \"ACT\" before: \"PREab\"",
     "small.textproto:22:14: constraint[8].level is BANK, PREab and REFab must be at RANK, "
     "PSEUDO_CHANNEL or CHANNEL"},
    {"level: RANK after: \"ACT\" before: \"ACT\" wait: \"20\"",
     "level: BANK after: \"ACT\" before: \"ACT\" wait: \"20\"",
     "small.textproto:16:14: constraint[2].level is BANK, a window must be at RANK, "
     "PSEUDO_CHANNEL or CHANNEL"},
    {"wait: \"20\" window: 4", "wait: \"20\" window: 4 siblings_only: true",
     "small.textproto:16:74: constraint[2].siblings_only has no window"},
    {"channels: 2 }", "}", "small.textproto:3:1: unit.channels is missing"},
    {"read_pj_per_bit: 1 ", "", "small.textproto:26:1: energy.read_pj_per_bit is missing"},
};

TEST_F(MemoryStandardReader, SaysWhatIsWrongWhereItIs) {
  for (const Bad& bad : kBad)
    EXPECT_THAT(mistakes(with(kSmall, bad.part, bad.instead)), testing::Contains(bad.said))
        << bad.instead;
}

TEST_F(MemoryStandardReader, AMissingTimeIsAskedFor) {
  EXPECT_THAT(mistakes(with(kSmall, "parameter { name: \"tCL\" clocks: 14 }", "")),
              testing::IsSupersetOf({HasSubstr("parameter tCL is missing"),
                                     HasSubstr("constraint[1].wait is \"tCL + tBL + 2 - tCWL\"")}));
}

TEST_F(MemoryStandardReader, ATableWithoutAPairThatEveryDramNeedsHasAHole) {
  EXPECT_THAT(
      mistakes(
          with(kSmall, "after: \"ACT\" before: [\"RD\", \"WR\"]", "after: \"ACT\" before: \"RD\"")),
      ElementsAre(
          "small.textproto:14:1: constraint is missing a row with after: \"ACT\" before: \"WR\""));
}

TEST_F(MemoryStandardReader, AllMistakesComeAtOnceInTheOrderOfTheText) {
  const std::string text = with(with(kSmall, "rows: 1024", "rows: 3"), "window: 4", "window: 0");
  EXPECT_THAT(mistakes(text), ElementsAre(HasSubstr(":5:40: "), HasSubstr(":16:64: ")));
}

TEST_F(MemoryStandardReader, AMistakeInASettingIsReportedThere) {
  EXPECT_THAT(mistakes(kSmall, {"parameter[tRCD].ns=-2"}),
              ElementsAre("--set parameter[tRCD].ns=-2: parameter[2].ns is -2, must be 0 to 1e8"));
}

TEST_F(MemoryStandardReader, AMemoryOnTheChipHasNoChannel) {
  const std::string sram =
      "name: \"small\"\nfamily: \"SRAM\"\non_chip: true\n"
      "energy { read_pj_per_bit: 1 write_pj_per_bit: 1 }\n";
  EXPECT_FALSE(read(sram).channel);
  EXPECT_THAT(mistakes(sram + "unit { kind: \"die\" channels: 1 }\n"),
              ElementsAre("small.textproto:5:1: unit is given, but on_chip is true"));
}

TEST_F(MemoryStandardReader, AnEmptyTextIsAskedForEachBlockOnce) {
  const std::vector<std::string> said = mistakes("");
  for (const char* block :
       {"name", "family", "unit", "interface", "organisation", "policy", "energy", "constraint"})
    EXPECT_EQ(
        std::ranges::count_if(said,
                              [&](const std::string& line) {
                                return line.ends_with(std::string(": ") + block + " is missing");
                              }),
        1)
        << block;
}

}  // namespace
}  // namespace tessera
