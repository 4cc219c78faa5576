#include "sim/app/validate/dram/dramsim3_spec.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/app/validate/dram/table_spec.h"

namespace tessera::validation {
namespace {

using dram::Command;
using dram::Level;

constexpr int kLongest = 1'000'000;

bool is_hbm(const Parameters& parameters) { return parameters.text("protocol").starts_with("HBM"); }

// All timings of one configuration that the waits are made of, in clocks.
struct Timings {
  int burst, read_latency, write_latency;
  int activate_read, activate_write, precharge, active;
  int read_precharge, write_recovery;
  int columns_short, columns_long, turn_short, turn_long;
  int activates_short, activates_long, four_activates;
  int refresh, ranks_apart;
};

Timings timings(ParameterReader& read, int burst) {
  const auto wait = [&](const char* name) { return read.integer(name, 0, kLongest); };
  const auto one_of = [&](const char* name, const char* other) {
    return wait(read.has(name) ? name : other);
  };
  return {.burst = burst,
          .read_latency = wait("CL"),
          .write_latency = wait("CWL"),
          .activate_read = one_of("tRCDRD", "tRCD"),
          .activate_write = one_of("tRCDWR", "tRCD"),
          .precharge = wait("tRP"),
          .active = wait("tRAS"),
          .read_precharge = one_of("tRTP_L", "tRTP"),
          .write_recovery = wait("tWR"),
          .columns_short = std::max(burst, wait("tCCD_S")),
          .columns_long = std::max(burst, wait("tCCD_L")),
          .turn_short = wait("tWTR_S"),
          .turn_long = wait("tWTR_L"),
          .activates_short = wait("tRRD_S"),
          .activates_long = wait("tRRD_L"),
          .four_activates = wait("tFAW"),
          .refresh = wait("tRFC"),
          .ranks_apart = read.integer_or("tRTRS", 0, kLongest, 1)};
}

std::vector<dram::Constraint> columns(const Timings& t) {
  const Command read = Command::kRead, write = Command::kWrite;
  const int read_to_write = t.read_latency + t.burst - t.write_latency + t.ranks_apart;
  const int written = t.write_latency + t.burst;
  const int to_other_rank = std::max(0, written + t.ranks_apart - t.read_latency);
  return {{Level::kRank, read, read, t.columns_short},
          {Level::kRank, write, write, t.columns_short},
          {Level::kRank, read, write, read_to_write},
          {Level::kRank, write, read, written + t.turn_short},
          {Level::kBankGroup, read, read, t.columns_long},
          {Level::kBankGroup, write, write, t.columns_long},
          {Level::kBankGroup, write, read, written + t.turn_long},
          {Level::kRank, read, read, t.burst + t.ranks_apart, 1, true},
          {Level::kRank, write, write, t.burst + t.ranks_apart, 1, true},
          {Level::kRank, read, write, read_to_write, 1, true},
          {Level::kRank, write, read, to_other_rank, 1, true}};
}

std::vector<dram::Constraint> rows(const Timings& t) {
  const Command open = Command::kActivate, close = Command::kPrecharge,
                close_all = Command::kPrechargeAll, refresh = Command::kRefreshAll;
  const int written = t.write_latency + t.burst + t.write_recovery;
  const int cycle = t.active + t.precharge;
  return {{Level::kRank, open, open, t.activates_short},
          {Level::kRank, open, open, t.four_activates, 4},
          {Level::kBankGroup, open, open, t.activates_long},
          {Level::kBank, open, open, cycle},
          {Level::kBank, open, Command::kRead, t.activate_read},
          {Level::kBank, open, Command::kWrite, t.activate_write},
          {Level::kBank, open, close, t.active},
          {Level::kBank, close, open, t.precharge},
          {Level::kBank, Command::kRead, close, t.read_precharge},
          {Level::kBank, Command::kWrite, close, written},
          {Level::kRank, open, close_all, t.active},
          {Level::kRank, Command::kRead, close_all, t.read_precharge},
          {Level::kRank, Command::kWrite, close_all, written},
          {Level::kRank, close_all, open, t.precharge},
          {Level::kRank, open, refresh, cycle},
          {Level::kRank, close, refresh, t.precharge},
          {Level::kRank, close_all, refresh, t.precharge},
          {Level::kRank, refresh, open, t.refresh},
          {Level::kRank, refresh, close_all, t.refresh}};
}

// DRAMsim3 counts columns of HBM in halves of a burst's beats.
dram::Organisation organisation(ParameterReader& read, bool hbm) {
  dram::Organisation result;
  const int beats = read.count("BL");
  const int bytes_wide = std::max(1, read.count("bus_width") / 8);
  result.bank_groups = read.count("bankgroups");
  result.banks = read.count("banks_per_group");
  result.rows = read.count("rows");
  result.columns = std::max(1, read.count("columns") * (hbm ? 2 : 1) / beats);
  result.transaction_bytes = beats * bytes_wide;
  const std::int64_t rank_mib = std::max<std::int64_t>(1, result.bytes() >> 20);
  const std::int64_t channel_mib = read.count_or("channel_size", 1);
  result.ranks = static_cast<int>(std::bit_floor(
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(channel_mib / rank_mib, 1, 16))));
  return result;
}

}  // namespace

dram::DramSpec dramsim3_spec(const Parameters& parameters, std::vector<Mistake>& mistakes) {
  ParameterReader read(parameters, mistakes);
  dram::DramSpec spec;
  spec.name = parameters.config();
  spec.organisation = organisation(read, is_hbm(parameters));
  const int burst = std::max(1, read.count("BL") / 2);
  const Timings t = timings(read, burst);
  spec.clocks.tck_ps = 1000 * read.number("tCK", 0.01, 1000);
  spec.clocks.burst = burst;
  spec.clocks.read_latency = t.read_latency;
  spec.clocks.write_latency = t.write_latency;
  spec.clocks.refresh_interval = read.integer("tREFI", 1, kLongest);
  spec.constraints = columns(t);
  const std::vector<dram::Constraint> of_rows = rows(t);
  spec.constraints.insert(spec.constraints.end(), of_rows.begin(), of_rows.end());
  spec.policy.two_slots = is_hbm(parameters);
  check_channel(spec, parameters, mistakes);
  return spec;
}

}  // namespace tessera::validation
