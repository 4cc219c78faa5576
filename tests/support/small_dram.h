// DRAM channels made by hand for tests: few banks, short rows, round timings.
#pragma once

#include <initializer_list>
#include <vector>

#include "isa/dram/address_map.h"
#include "isa/dram/pattern.h"
#include "isa/dram/spec.h"

namespace tessera::dram {

// Waits in clocks, by their names in data sheets. `_l`: in one bank group.
struct Timings {
  int rcd = 10, rp = 8, ras = 22, rc = 30;
  int ccd_s = 4, ccd_l = 6;
  int rrd_s = 4, rrd_l = 5, faw = 24;
  int rtp = 6, wr = 9;             // after a read, after the last data of a write
  int wtr_s = 3, wtr_l = 7;        // from the last data of a write to a read
  int rtw = 9, rank_switch = 6;    // from a read to a write; between ranks
  int rfc = 60, rfc_bank = 30;     // a refresh of all banks, of one
  int row_bus = 0;                 // clocks that an ACT keeps other commands away
  int second = 4, second_gap = 2;  // ACT2 after ACT1 at most, at least: two-part activation only
};

namespace tables {

using Commands = std::initializer_list<Command>;

inline constexpr auto kReads = {Command::kRead, Command::kReadAutoclose};
inline constexpr auto kWrites = {Command::kWrite, Command::kWriteAutoclose};
inline constexpr auto kColumns = {Command::kRead, Command::kReadAutoclose, Command::kWrite,
                                  Command::kWriteAutoclose};
inline constexpr auto kPrecharges = {Command::kPrecharge, Command::kPrechargeAll};

class Table {
 public:
  Table& add(Level level, Commands after, Commands before, int wait, int window = 1,
             bool siblings_only = false) {
    for (const Command a : after)
      for (const Command b : before) rows_.push_back({level, a, b, wait, window, siblings_only});
    return *this;
  }
  std::vector<Constraint> rows() const { return rows_; }

 private:
  std::vector<Constraint> rows_;
};

inline void add_columns(Table& table, Level shared, const Timings& t, const DramClocks& clocks) {
  const int written = clocks.write_latency + clocks.burst;
  table.add(shared, kReads, kReads, t.ccd_s).add(shared, kWrites, kWrites, t.ccd_s);
  table.add(shared, kReads, kWrites, t.rtw).add(shared, kWrites, kReads, written + t.wtr_s);
  table.add(Level::kBankGroup, kReads, kReads, t.ccd_l);
  table.add(Level::kBankGroup, kWrites, kWrites, t.ccd_l);
  table.add(Level::kBankGroup, kWrites, kReads, written + t.wtr_l);
  table.add(Level::kRank, kColumns, kColumns, t.rank_switch, 1, true);
}

inline void add_rows(Table& table, Level shared, Command open, const Timings& t,
                     const DramClocks& clocks) {
  using enum Command;
  const int written = clocks.write_latency + clocks.burst;
  table.add(shared, {kActivate}, {kActivate}, t.rrd_s);
  table.add(shared, {kActivate}, {kActivate}, t.faw, 4);
  table.add(Level::kBankGroup, {kActivate}, {kActivate}, t.rrd_l);
  table.add(Level::kBank, {kActivate}, {kActivate}, t.rc);
  table.add(Level::kBank, {open}, kColumns, t.rcd);
  table.add(Level::kBank, {open}, {kPrecharge}, t.ras);
  table.add(Level::kBank, {kPrecharge}, {kActivate}, t.rp);
  table.add(Level::kBank, {kRead}, {kPrecharge}, t.rtp);
  table.add(Level::kBank, {kWrite}, {kPrecharge}, written + t.wr);
  table.add(Level::kBank, {kReadAutoclose}, {kActivate}, t.rtp + t.rp);
  table.add(Level::kBank, {kWriteAutoclose}, {kActivate}, written + t.wr + t.rp);
  if (open == kActivateSecond) table.add(Level::kBank, {kActivate}, {open}, t.second_gap);
  if (t.row_bus > 0) table.add(Level::kChannel, {kActivate}, kColumns, t.row_bus);
}

inline void add_refreshes(Table& table, Level scope, Command open, const Timings& t,
                          const DramClocks& clocks) {
  using enum Command;
  const int written = clocks.write_latency + clocks.burst;
  table.add(scope, {open}, {kPrechargeAll}, t.ras);
  table.add(scope, {kRead}, {kPrechargeAll}, t.rtp);
  table.add(scope, {kWrite}, {kPrechargeAll}, written + t.wr);
  table.add(scope, {kPrechargeAll}, {kActivate}, t.rp);
  table.add(scope, kPrecharges, {kRefreshAll}, t.rp);
  table.add(scope, {kReadAutoclose}, {kRefreshAll}, t.rtp + t.rp);
  table.add(scope, {kWriteAutoclose}, {kRefreshAll}, written + t.wr + t.rp);
  table.add(scope, {kRefreshAll}, {kActivate, kPrechargeAll, kRefreshAll}, t.rfc);
  table.add(scope, {kRefreshBank}, {kRefreshBank}, t.rrd_s);
  table.add(Level::kBank, {kActivate}, {kRefreshBank}, t.rc);
  table.add(Level::kBank, {kPrecharge}, {kRefreshBank}, t.rp);
  table.add(Level::kBank, {kReadAutoclose}, {kRefreshBank}, t.rtp + t.rp);
  table.add(Level::kBank, {kWriteAutoclose}, {kRefreshBank}, written + t.wr + t.rp);
  table.add(Level::kBank, {kRefreshBank}, {kActivate, kRefreshBank}, t.rfc_bank);
}

}  // namespace tables

// The table of `spec`, whose organisation and clocks are there already.
inline std::vector<Constraint> constraints_for(const DramSpec& spec, const Timings& timings) {
  const Level scope = spec.refresh_covers_ranks ? Level::kPseudoChannel : Level::kRank;
  const Command open = spec.two_part_activate() ? Command::kActivateSecond : Command::kActivate;
  tables::Table table;
  tables::add_columns(table, scope, timings, spec.clocks);
  tables::add_rows(table, scope, open, timings, spec.clocks);
  tables::add_refreshes(table, scope, open, timings, spec.clocks);
  if (spec.two_part_activate()) {
    table.add(Level::kBank, {Command::kReadSync}, {Command::kRead}, 1);
    table.add(Level::kBank, {Command::kWriteSync}, {Command::kWrite}, 1);
  }
  return table.rows();
}

// One rank of 2 bank groups x 2 banks, 8 rows of 8 columns, under ramulator2's policy and without
// refresh: an idle read takes rcd 10 + CL 12 + burst 4.
inline DramSpec small_dram(const Timings& timings = {}) {
  DramSpec spec;
  spec.name = "small";
  spec.organisation = {1, 1, 2, 2, 8, 8, 64};
  spec.clocks.burst = 4;
  spec.clocks.read_latency = 12;
  spec.clocks.write_latency = 8;
  spec.mapping = row_contiguous();
  spec.policy = *policy_named("ramulator2");
  spec.policy.refresh = Refresh::kNone;
  spec.constraints = constraints_for(spec, timings);
  return spec;
}

// The same with rows opened in two parts, and a data clock that sleeps.
inline DramSpec two_part_dram() {
  DramSpec spec = small_dram();
  spec.name = "two-part";
  spec.clocks.second_activate_within = 4;
  spec.clocks.data_clock_postamble = 5;
  spec.constraints = constraints_for(spec, {});
  return spec;
}

// About DDR4-3200: 2 ranks of 4 x 4 banks, 8 KiB rows, REFab of a rank.
inline DramSpec ddr4_like() {
  DramSpec spec;
  spec.name = "ddr4-like";
  spec.organisation = {1, 2, 4, 4, 1 << 15, 128, 64};
  spec.clocks.tck_ps = 625;
  spec.clocks.burst = 4;
  spec.clocks.read_latency = 22;
  spec.clocks.write_latency = 16;
  spec.clocks.refresh_interval = 12480;
  spec.mapping = bank_groups_interleaved();
  spec.policy = *policy_named("ramulator2");
  Timings t;
  t.rcd = t.rp = 22;
  t.ras = 52;
  t.rc = 74;
  t.ccd_s = 4;
  t.ccd_l = 8;
  t.rrd_s = 4;
  t.rrd_l = 8;
  t.faw = 34;
  t.rtp = 12;
  t.wr = 24;
  t.wtr_s = 4;
  t.wtr_l = 12;
  t.rtw = 12;
  t.rank_switch = 6;
  t.rfc = 560;
  spec.constraints = constraints_for(spec, t);
  return spec;
}

// About HBM3 at 6.4 Gbit/s: 2 pseudo-channels, half clocks, a row and a column command in each.
inline DramSpec hbm3_like() {
  DramSpec spec;
  spec.name = "hbm3-like";
  spec.organisation = {2, 4, 4, 4, 1 << 13, 32, 32};
  spec.clocks.tck_ps = 312.5;
  spec.clocks.burst = 4;
  spec.clocks.read_latency = 56;
  spec.clocks.write_latency = 24;
  spec.clocks.every_other = true;
  spec.clocks.refresh_interval = 12480;
  spec.clocks.refresh_bank_interval = 195;
  spec.clocks.refresh_bank_time = 640;
  spec.refresh_covers_ranks = true;
  spec.mapping = bank_groups_interleaved();
  spec.policy = *policy_named("ramulator2");
  spec.policy.two_slots = true;
  spec.policy.read_depth = spec.policy.write_depth = 64;
  set_watermarks(spec.policy, 0.8, 0.2);
  Timings t;
  t.rcd = 62;
  t.rp = 50;
  t.ras = 92;
  t.rc = 144;
  t.ccd_s = 4;
  t.ccd_l = 8;
  t.rrd_s = 8;
  t.rrd_l = 10;
  t.faw = 48;
  t.rtp = 18;
  t.wr = 62;
  t.wtr_s = 10;
  t.wtr_l = 16;
  t.rtw = 40;
  t.rank_switch = 6;
  t.rfc = 1120;
  t.rfc_bank = 640;
  spec.constraints = constraints_for(spec, t);
  return spec;
}

// Every kind with every mix.
inline std::vector<PatternSpec> all_patterns() {
  std::vector<PatternSpec> all;
  using enum PatternSpec::Kind;
  for (const auto kind : {kSequential, kStride, kRandom, kRandomBlocks})
    for (const Mix mix : {Mix::kReads, Mix::kWrites, Mix::kTwoReadsOneWrite, Mix::kOneReadOneWrite})
      all.push_back({kind, 256, mix, 12345});
  return all;
}

// Every named policy on every channel of this file.
inline std::vector<DramSpec> all_policies() {
  std::vector<DramSpec> all;
  for (const std::string& name : policy_names()) {
    for (DramSpec spec : {small_dram(), ddr4_like(), hbm3_like(), two_part_dram()}) {
      const bool two_slots = spec.policy.two_slots;
      spec.name += " " + name;
      spec.policy = *policy_named(name);
      spec.policy.two_slots = two_slots;
      if (spec.clocks.refresh_interval == 0) spec.clocks.refresh_interval = 700;
      all.push_back(spec);
    }
  }
  return all;
}

}  // namespace tessera::dram
