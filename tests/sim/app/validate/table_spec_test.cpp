// Channels from small tables: what the tables say, and what is wrong with bad ones, at its line.
#include "sim/app/validate/dram/table_spec.h"

#include <gmock/gmock.h>

#include "sim/app/run_directory/file.h"
#include "sim/app/validate/dram/channels.h"
#include "sim/app/validate/dram/open_loop_rows.h"

namespace tessera::validation {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path kTables =
    std::filesystem::path(TESSERA_SOURCE_DIR) / "tests/sim/app/validate";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

class Tables : public testing::Test {
 protected:
  void use(const std::string& folder) {
    configs_ = read_file(kTables / folder / "configs.csv");
    constraints_ = read_file(kTables / folder / "timing_constraints.csv");
  }
  const ChannelOrReason& channel(const std::string& simulator, const std::string& config) {
    channels_.emplace(
        read_parameters(parse_csv(configs_, "configs.csv", mistakes_), mistakes_),
        read_constraints(parse_csv(constraints_, "constraints.csv", mistakes_), mistakes_));
    return channels_->channel(simulator, config, mistakes_);
  }
  std::vector<std::string> said() const {
    std::vector<std::string> lines;
    for (const Mistake& mistake : mistakes_)
      lines.push_back(to_string(mistake.location) + ": " + mistake.message);
    return lines;
  }
  std::string configs_, constraints_;
  std::optional<Channels> channels_;
  std::vector<Mistake> mistakes_;
};

TEST_F(Tables, Ddr4IsAsItsParametersSay) {
  use("extract");
  const dram::DramSpec spec = *channel("ramulator2", "DDR4_3200").spec;
  EXPECT_THAT(said(), IsEmpty());
  EXPECT_EQ(spec.organisation.bank_groups, 4);
  EXPECT_EQ(spec.organisation.columns, 128);
  EXPECT_EQ(spec.clocks.read_latency, 22);
  EXPECT_EQ(spec.clocks.refresh_interval, 12480);
  EXPECT_DOUBLE_EQ(spec.peak_gb_per_s(), 25.6);
  EXPECT_EQ(spec.policy.name, "ramulator2");
  EXPECT_FALSE(spec.policy.two_slots);
  EXPECT_FALSE(spec.clocks.every_other);
  EXPECT_FALSE(spec.refresh_covers_ranks);
}

TEST_F(Tables, Hbm3StartsOnOddHalfClocksAndFoldsItsStackIntoRanks) {
  use("extract");
  const dram::DramSpec spec = *channel("ramulator2", "HBM3_6400_pc1").spec;
  EXPECT_TRUE(spec.clocks.every_other);
  EXPECT_TRUE(spec.policy.two_slots);
  EXPECT_TRUE(spec.refresh_covers_ranks);
  EXPECT_EQ(spec.organisation.ranks, 2);
}

TEST_F(Tables, WatermarksShareTheTableOfTheNameWithoutSuffix) {
  use("extract");
  const dram::DramSpec spec = *channel("dramsys", "DDR4_3200_wm").spec;
  EXPECT_EQ(spec.policy.name, "dramsys-wm");
  EXPECT_EQ(spec.policy.drain_above, 26);
  EXPECT_EQ(spec.policy.drain_to, 6);
  EXPECT_EQ(spec.clocks.write_latency, 16);
}

TEST_F(Tables, Dramsim3WithoutATableIsBuiltFromItsOwnParameters) {
  use("extract");
  const dram::DramSpec spec = *channel("dramsim3", "LPDDR4_8Gb_x16_2400").spec;
  EXPECT_THAT(said(), IsEmpty());
  EXPECT_EQ(spec.organisation.transaction_bytes, 128);
  EXPECT_EQ(spec.organisation.columns, 64);
  EXPECT_EQ(spec.organisation.ranks, 2);
  EXPECT_EQ(spec.clocks.burst, 8);
  EXPECT_THAT(spec.constraints,
              Contains(dram::Constraint{dram::Level::kBank, dram::Command::kActivate,
                                        dram::Command::kRead, 15}));
}

TEST_F(Tables, Lpddr5OpensItsRowsInTwoParts) {
  use("lpddr5");
  const dram::DramSpec spec = *channel("ramulator2", "LPDDR5_6400").spec;
  EXPECT_THAT(said(), IsEmpty());
  EXPECT_TRUE(spec.two_part_activate());
  EXPECT_EQ(spec.clocks.second_activate_within, 8);
  EXPECT_EQ(spec.clocks.data_clock_postamble, 1);
  EXPECT_DOUBLE_EQ(spec.peak_gb_per_s(), 12.8);
}

TEST_F(Tables, TheBurstIsTheShortestStatedOrWhatRateAndWidthMakeIt) {
  use("lpddr5");
  configs_ = replaced(configs_, ",nBL,2,", ",nBL_min,2,");
  EXPECT_EQ(channel("ramulator2", "LPDDR5_6400").spec->clocks.burst, 2);
  configs_ = replaced(configs_, ",nBL_min,2,", ",other,2,");
  channels_.reset();
  EXPECT_EQ(channel("ramulator2", "LPDDR5_6400").spec->clocks.burst, 2);
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Tables, AMissingParameterIsAskedForWithThoseThere) {
  use("lpddr5");
  configs_ = replaced(configs_, ",nCWL,", ",nCXL,");
  channel("ramulator2", "LPDDR5_6400");
  EXPECT_THAT(said(), Contains(AllOf(HasSubstr("configs.csv:2: nCWL of ramulator2 LPDDR5_6400 is "
                                               "missing; there are: "),
                                     HasSubstr("nCXL"))));
}

TEST_F(Tables, CountsThatAreNoPowersOfTwoCannotBeAddressed) {
  use("extract");
  configs_ = replaced(configs_, "DDR4_3200,count_Row,65536", "DDR4_3200,count_Row,65535");
  channel("ramulator2", "DDR4_3200");
  EXPECT_THAT(said(), Contains(HasSubstr("is 65535, must be a power of two")));
}

TEST_F(Tables, ABurstThatDoesNotDivideTheRowIsRefused) {
  use("extract");
  configs_ = replaced(configs_, "DDR4_3200,count_Column,1024", "DDR4_3200,count_Column,4");
  channel("ramulator2", "DDR4_3200");
  EXPECT_THAT(said(), Contains(HasSubstr("does not divide the row")));
}

TEST_F(Tables, UnknownCommandsAndLevelsAndAWindowOfZeroAreListedTogether) {
  use("extract");
  constraints_ = replaced(constraints_, "DDR4_3200,Bank,ACT,", "DDR4_3200,Bunk,ACTX,");
  constraints_ = replaced(constraints_, "RD+RDA,RD+RDA,4,1", "RD+RDA,RD+RDA,4,0");
  channel("ramulator2", "DDR4_3200");
  EXPECT_THAT(said(), Contains(AllOf(HasSubstr("constraints.csv:"), HasSubstr("'ACTX'"),
                                     HasSubstr("known are ACT, ACT1, ACT2"))));
  EXPECT_THAT(said(), Contains(AllOf(HasSubstr("level is 'Bunk'"), HasSubstr("BankGroup"))));
  EXPECT_THAT(said(), Contains(HasSubstr("constraints.csv:2: window is '0'")));
}

TEST_F(Tables, AChannelWithoutTheWaitFromActivateToReadIsRefused) {
  use("lpddr5");
  constraints_ = replaced(constraints_, "Bank,ACT2,RD+WR+RDA+WRA", "Bank,ACT2,WR+RDA+WRA");
  constraints_ = replaced(constraints_, "Bank,ACT2,CAS_RD+CAS_WR", "Bank,ACT2,CAS_WR");
  channel("ramulator2", "LPDDR5_6400");
  EXPECT_THAT(said(), Contains(HasSubstr("no row that makes RD wait after ACT2")));
}

TEST_F(Tables, RefreshesThatLeaveNoTimeAreRefused) {
  use("lpddr5");
  configs_ = replaced(configs_, "nREFI,3125", "nREFI,224");
  channel("ramulator2", "LPDDR5_6400");
  EXPECT_THAT(said(), Contains(HasSubstr("is refreshed every 224 clocks")));
}

TEST_F(Tables, UnknownConfigurationsAndSimulatorsAreReasonsNotMistakes) {
  use("extract");
  EXPECT_THAT(channel("ramulator2", "DDR9").why_not, "no parameters of ramulator2 DDR9");
  EXPECT_THAT(channels_->channel("dreamsys", "DDR4_3200", mistakes_).why_not,
              HasSubstr("known are ramulator2, dramsys, dramsim3"));
  EXPECT_THAT(said(), IsEmpty());
}

CsvTable rows_of(const std::string& rows) {
  std::vector<Mistake> mistakes;
  return parse_csv(
      "simulator,config,mapping,pattern,rw_mix,load_frac_of_sat,offered_util,achieved_util\n" +
          rows,
      "open_loop.csv", mistakes);
}

TEST(OpenLoopRows, TheLoadIsAShareOfWhatTheSaturatedRowAchieved) {
  std::vector<Mistake> mistakes;
  const auto rows = read_open_loop_rows(rows_of("r,c,map1,seq,R,0.5,0.4,0.4\n"
                                                "r,c,map1,seq,R,sat,,0.9\n"
                                                "r,c,map1,seq,R,0.1,0.08,0.08\n"
                                                "r,c,map2,seq,R,0.5,0.4,0.4\n"),
                                        mistakes);
  EXPECT_THAT(mistakes, IsEmpty());
  EXPECT_DOUBLE_EQ(rows.at(0).run.load, 0.45);
  EXPECT_DOUBLE_EQ(rows.at(1).run.load, 0);
  EXPECT_DOUBLE_EQ(rows.at(3).run.load, 0.4);  // there is no saturated row of its kind
  EXPECT_EQ(rows.at(0).run.measured, 40000);
  EXPECT_EQ(rows.at(2).run.measured, 12000);
  EXPECT_EQ(rows.at(2).run.warm_up, 2400);
}

TEST(OpenLoopRows, UnknownPatternsMixesAndMappingsAreListedTogether) {
  std::vector<Mistake> mistakes;
  read_open_loop_rows(rows_of("r,c,map3,zigzag,3R,sat,,0.9\n"), mistakes);
  ASSERT_EQ(mistakes.size(), 3);
  for (const Mistake& mistake : mistakes) EXPECT_EQ(mistake.location.line, 2);
}

TEST(PatternNamed, ReadsSizesFromNames) {
  EXPECT_EQ(pattern_named("stride256")->bytes, 256);
  EXPECT_EQ(pattern_named("rand1k")->bytes, 1024);
  EXPECT_EQ(pattern_named("rand1k")->kind, dram::PatternSpec::Kind::kRandomBlocks);
  for (const char* name : {"", "stride", "stride-1", "randk", "rand0k", "stride99999999999"})
    EXPECT_FALSE(pattern_named(name)) << name;
}

}  // namespace
}  // namespace tessera::validation
