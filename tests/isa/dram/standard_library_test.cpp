// The memory standards that come with the program: that they read, say where every number comes
// from, reach the rates that are published, and are the tables that Ramulator 2 runs with.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "isa/dram/open_loop.h"
#include "isa/dram/standard.h"
#include "isa/library.h"
#include "isa/memory_standard.pb.h"
#include "isa/provenance.h"
#include "sim/core/text_input.h"
#include "sim/core/text_merge.h"

namespace tessera {
namespace {

using namespace dram;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

StandardSpec standard(const std::string& name, std::vector<std::string> settings = {}) {
  return read_standard({name, {}, std::move(settings), {}});
}

TEST(MemoryLibrary, HoldsTheStandardsOfTheGuide) {
  EXPECT_THAT(library_memories(), testing::IsSupersetOf({"ddr4", "ddr5", "gddr6", "gddr7", "hbm2",
                                                         "hbm2e", "hbm3", "hbm3e", "hbm4", "lpddr5",
                                                         "lpddr5x", "sram", "stacked-dram"}));
}

TEST(MemoryLibrary, EveryShippedStandardReads) {
  for (const std::string& name : library_memories()) EXPECT_EQ(standard(name).name, name);
}

TEST(MemoryLibrary, EveryStandardReadsUnderEveryPolicy) {
  for (const std::string& name : library_memories()) {
    if (!standard(name).channel) continue;
    for (const std::string& policy : policy_names())
      EXPECT_EQ(standard(name, {"policy.preset=" + policy}).channel->policy.name, policy) << name;
  }
}

TEST(MemoryLibrary, EveryStandardReadsAtHalfAndAtTwiceItsDataRate) {
  for (const std::string& name : library_memories()) {
    const StandardSpec plain = standard(name);
    if (!plain.channel) continue;
    for (const double factor : {0.5, 2.0}) {
      const StandardSpec other = read_standard({name, {}, {}, factor * plain.data_rate_mbps});
      EXPECT_NEAR(ratio(other.peak_bandwidth(), plain.peak_bandwidth()), factor, 1e-9) << name;
    }
  }
}

// Paths of all numbers below `message`, entries of lists by their first field.
void numbers(const Message& message, const std::string& path, std::vector<std::string>& found) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "provenance") continue;
    const std::string name = join_path(path, field->name());
    const bool is_block = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_block && field->is_repeated()) {
      for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
        const Message& entry = message.GetReflection()->GetRepeatedMessage(message, field, i);
        const std::string key = key_value(entry);
        numbers(entry, key.empty() ? name : name + "[" + key + "]", found);
      }
    } else if (is_block) {
      numbers(message.GetReflection()->GetMessage(message, field), name, found);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
               field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 || field->name() == "wait") {
      found.push_back(name);
    }
  }
}

TEST(MemoryLibrary, EveryNumberOfAShippedStandardHasASource) {
  for (const std::string& name : library_memories()) {
    proto::MemoryStandard text;
    TextInput(text).read_file(library_path(library_text("models/memories", name)), name);
    std::vector<std::string> found;
    numbers(text, "", found);
    for (const std::string& path : found) {
      const proto::Provenance* note = provenance_in(text, path);
      EXPECT_TRUE(note && !note->source().empty() && note->confidence() != proto::UNSTATED)
          << name << ": " << path;
    }
  }
}

struct Published {
  const char* name;
  double gb_per_s;  // of one unit
};

// Data sheets: DDR4 and DDR5 DIMMs, a x16 LPDDR channel, GDDR devices, HBM stacks.
constexpr Published kPublished[] = {
    {"ddr4", 25.6}, {"ddr5", 51.2},  {"lpddr5", 12.8}, {"lpddr5x", 17.1},
    {"gddr6", 56},  {"gddr7", 112},  {"hbm2", 256},    {"hbm2e", 410},
    {"hbm3", 819},  {"hbm3e", 1229}, {"hbm4", 2048},   {"stacked-dram", 6144},
};

TEST(MemoryLibrary, PeaksAreThePublishedOnes) {
  for (const Published& sheet : kPublished) {
    const double peak = standard(sheet.name).peak_bandwidth().count() / 1e9;
    EXPECT_NEAR(peak / sheet.gb_per_s, 1, 0.002) << sheet.name;
  }
}

TEST(MemoryLibrary, SramHasNoChannel) {
  const StandardSpec sram = standard("sram");
  EXPECT_FALSE(sram.channel);
  EXPECT_EQ(sram.capacity(), Bytes(0));
  EXPECT_GT(sram.energy.read_pj_per_bit, 0);
}

// Tables of Ramulator 2, as committed beside this test: from reference/dram.
std::vector<std::vector<std::string>> rows_of(const std::string& file) {
  std::ifstream in(std::string(TESSERA_SOURCE_DIR) + "/tests/isa/dram/" + file);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    std::stringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

std::map<std::string, double> config(const std::string& name) {
  std::map<std::string, double> values;
  for (const auto& row : rows_of("ramulator2_configs.csv"))
    if (row[0] == name) values[row[1]] = std::stod(row[2]);
  return values;
}

std::vector<Command> commands_of(const std::string& names) {
  std::vector<Command> commands;
  std::stringstream list(names);
  for (std::string name; std::getline(list, name, '+');) {
    if (const auto command = command_named(name))
      commands.push_back(*command);
    else
      EXPECT_TRUE(never_issued(name)) << name;
  }
  return commands;
}

using Row = std::tuple<Level, Command, Command, int, bool>;
using Table = std::map<Row, int>;

Table reference_table(const std::string& config) {
  const std::map<std::string, Level> levels = {
      {"Channel", Level::kChannel},     {"PseudoChannel", Level::kPseudoChannel},
      {"Rank", Level::kRank},           {"Sid", Level::kRank},
      {"BankGroup", Level::kBankGroup}, {"Bank", Level::kBank}};
  Table table;
  for (const auto& row : rows_of("ramulator2_constraints.csv")) {
    if (row[0] != config) continue;
    for (const Command after : commands_of(row[2])) {
      for (const Command before : commands_of(row[3])) {
        int& wait = table[{levels.at(row[1]), after, before, std::stoi(row[5]), row[6] == "True"}];
        wait = std::max(wait, std::stoi(row[4]));
      }
    }
  }
  return table;
}

Table table_of(const DramSpec& channel) {
  Table table;
  for (const Constraint& row : channel.constraints)
    table[{row.level, row.after, row.before, row.window, row.siblings_only}] = row.wait;
  return table;
}

struct Same {
  const char* standard;
  const char* config;
  int pseudo_channels;  // that the reference ran with
};
constexpr Same kSame[] = {
    {"ddr4", "DDR4_3200", 1},    {"ddr5", "DDR5_6400", 1},    {"gddr6", "GDDR6_14000", 1},
    {"hbm2", "HBM2_2000_ch", 2}, {"hbm3", "HBM3_6400_ch", 2}, {"hbm4", "HBM4_8000_pc1", 1},
};

DramSpec same_channel(const Same& same) {
  return *standard(same.standard,
                   {"organisation.pseudo_channels=" + std::to_string(same.pseudo_channels)})
              .channel;
}

TEST(MemoryLibrary, ConstraintsAreThoseOfRamulator2RowByRow) {
  for (const Same& same : kSame) {
    const DramSpec channel = same_channel(same);
    EXPECT_EQ(table_of(channel).size(), channel.constraints.size()) << same.standard;
    EXPECT_GT(channel.constraints.size(), 50u);
    EXPECT_EQ(table_of(channel), reference_table(same.config)) << same.standard;
  }
}

TEST(MemoryLibrary, ClocksAreThoseOfRamulator2) {
  for (const Same& same : kSame) {
    const DramClocks clocks = same_channel(same).clocks;
    std::map<std::string, double> table = config(same.config);
    // The reference cuts its clock to whole picoseconds, and GDDR6's to 570.
    EXPECT_NEAR(clocks.tck_ps / table["tCK_ps"], 1, 0.003) << same.standard;
    EXPECT_EQ(clocks.burst, table["nBL"]) << same.standard;
    EXPECT_EQ(clocks.read_latency, table["nCL"]) << same.standard;
    EXPECT_EQ(clocks.write_latency, table["nCWL"]) << same.standard;
    EXPECT_EQ(clocks.refresh_interval, table["nREFI"]) << same.standard;
    if (table.contains("nRFCpb") && table.contains("nREFIpb")) {
      // That of HBM2 counts the banks of both pseudo-channels; ours takes one of each at a time.
      const double shared = same.standard == std::string("hbm2") ? 2 : 1;
      EXPECT_EQ(clocks.refresh_bank_interval, table["nREFIpb"] * shared) << same.standard;
      EXPECT_EQ(clocks.refresh_bank_time, table["nRFCpb"]) << same.standard;
    }
  }
}

TEST(MemoryLibrary, OrganisationsAreThoseOfRamulator2) {
  for (const Same& same : kSame) {
    const Organisation organisation = same_channel(same).organisation;
    std::map<std::string, double> table = config(same.config);
    const auto count = [&](const char* level) {
      return table.contains(level) ? table[level] : 1.0;
    };
    EXPECT_EQ(organisation.pseudo_channels, count("count_PseudoChannel")) << same.standard;
    EXPECT_EQ(organisation.ranks, count("count_Rank") * count("count_Sid")) << same.standard;
    EXPECT_EQ(organisation.bank_groups, count("count_BankGroup")) << same.standard;
    EXPECT_EQ(organisation.banks, count("count_Bank")) << same.standard;
    EXPECT_EQ(organisation.rows, count("count_Row")) << same.standard;
    EXPECT_EQ(organisation.columns, table["count_Column"] / table["internal_prefetch"])
        << same.standard;
    EXPECT_EQ(organisation.transaction_bytes, table["tx_bytes"]) << same.standard;
  }
}

double sequential_reads(std::vector<std::string> settings) {
  return run_open_loop(*standard("stacked-dram", std::move(settings)).channel, {}).utilisation;
}

// A page of 128 ns and 35.5 ns to the next, against 2.3 % of the time of a bank in refresh.
TEST(StackedDram, OneDieShowsEveryRowAndDiesHideThemUpToTheRefreshLimit) {
  EXPECT_NEAR(sequential_reads({"organisation.ranks=1", "parameter[tREFIpb].ns=1953.125"}), 0.78,
              0.01);
  EXPECT_NEAR(sequential_reads({}), 0.977, 0.01);
}

}  // namespace
}  // namespace tessera
