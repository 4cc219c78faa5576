#include "sim/app/validate/dram/table_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "isa/dram/request_queues.h"

namespace tessera::validation {
namespace {

constexpr int kLongest = 1'000'000;  // clocks
constexpr int kLongestBurst = 1024;
constexpr std::int64_t kMostTransactions = std::int64_t{1} << 40;

int transaction_bytes(ParameterReader& read) {
  if (read.has("tx_bytes")) return read.count("tx_bytes");
  return std::max(1, read.count("channel_width_bits") * read.count("internal_prefetch") / 8);
}

dram::Organisation organisation(ParameterReader& read) {
  dram::Organisation result;
  result.pseudo_channels = read.count_or("count_PseudoChannel", 1);
  result.ranks = read.count_or("count_Rank", 1) * read.count_or("count_Sid", 1);
  result.bank_groups = read.count_or("count_BankGroup", 1);
  result.banks = read.count("count_Bank");
  result.rows = read.count("count_Row");
  const int columns = read.count("count_Column");
  const int burst = read.count("internal_prefetch");
  if (columns < burst)
    read.add_mistake("count_Column",
                     fmt::format("is {}, a burst of {} does not divide the row", columns, burst));
  result.columns = std::max(1, columns / burst);
  result.transaction_bytes = transaction_bytes(read);
  return result;
}

// nBL, nBL_min, or what rate and width make of a transaction.
int burst(ParameterReader& read, int transaction_bytes) {
  for (const char* name : {"nBL", "nBL_min"})
    if (read.has(name)) return read.integer(name, 1, kLongestBurst);
  const double bits_per_us =
      read.number("rate", 1, 1e6) * read.number("channel_width_bits", 1, 65536);
  const double clocks_per_us = 1e6 / read.number("tCK_ps", 1, 1e6);
  const double clocks = 8.0 * transaction_bytes / bits_per_us * clocks_per_us;
  return static_cast<int>(std::clamp<long>(std::lround(clocks), 1, kLongestBurst));
}

int read_latency(ParameterReader& read, int burst) {
  if (!read.has("read_latency_nCL_plus_nBL")) return read.integer("nCL", 0, kLongest);
  return read.integer("read_latency_nCL_plus_nBL", burst, kLongest) - burst;
}

// "ACT=2 PREpb=1": clocks of the command bus. One bus takes two clocks for an ACT where the table
// says so; buses that have a longer one have the rest in their constraints.
int activate_slots(ParameterReader& read) {
  return (" " + read.text("command_cycles") + " ").find(" ACT=2 ") != std::string::npos ? 2 : 1;
}

dram::DramClocks clocks(ParameterReader& read, int transaction_bytes, bool two_part) {
  dram::DramClocks result;
  result.tck_ps = read.number("tCK_ps", 1, 1e6);
  result.burst = burst(read, transaction_bytes);
  result.read_latency = read_latency(read, result.burst);
  result.write_latency = read.integer("nCWL", 0, kLongest);
  result.every_other = read.text("controller") == "HBM34";
  result.refresh_interval = read.integer("nREFI", 1, kLongest);
  result.refresh_bank_interval = read.integer_or("nREFIpb", 1, kLongest, 0);
  result.refresh_bank_time = read.integer_or("nRFCpb", 1, kLongest, 0);
  if (two_part) {
    result.second_activate_within = read.integer("nAAD", 1, kLongest);
    result.data_clock_postamble = read.integer_or("nWCKPST", 0, kLongest, 0);
  }
  result.activate_slots = activate_slots(read);
  return result;
}

int longest_refresh(const dram::DramSpec& spec) {
  int longest = 0;
  for (const dram::Constraint& constraint : spec.constraints)
    if (constraint.after == dram::Command::kRefreshAll)
      longest = std::max(longest, constraint.wait);
  return longest;
}

}  // namespace

dram::DramSpec table_spec(const Parameters& parameters, const ConstraintTable& table,
                          std::vector<Mistake>& mistakes) {
  ParameterReader read(parameters, mistakes);
  dram::DramSpec spec;
  spec.name = parameters.config();
  spec.organisation = organisation(read);
  spec.clocks = clocks(read, spec.organisation.transaction_bytes, table.two_part_activate());
  spec.constraints = table.constraints;
  spec.refresh_covers_ranks = parameters.has("count_PseudoChannel");
  spec.policy.two_slots = parameters.text("controller").starts_with("HBM");
  require_waits(parameters.config(), table, mistakes);
  check_channel(spec, parameters, mistakes);
  return spec;
}

void check_channel(const dram::DramSpec& spec, const Parameters& parameters,
                   std::vector<Mistake>& mistakes) {
  const auto refuse = [&](const std::string& message) {
    mistakes.push_back({parameters.where(), fmt::format("{} {} {}", parameters.simulator(),
                                                        parameters.config(), message)});
  };
  const dram::Organisation& counts = spec.organisation;
  const std::int64_t banks = std::int64_t{counts.pseudo_channels} * counts.ranks *
                             std::min(counts.bank_groups, 1 << 12) *
                             std::min(counts.banks, 1 << 12);
  if (banks > dram::kMostBanks)
    refuse(fmt::format("has {} banks, at most {} are simulated", banks, dram::kMostBanks));
  else if (counts.rows * counts.columns > kMostTransactions / banks)
    refuse("has more than 2^40 transactions");
  const int refresh = longest_refresh(spec);
  if (spec.clocks.refresh_interval <= refresh)
    refuse(
        fmt::format("is refreshed every {} clocks, which is no longer than the {} that a "
                    "refresh takes",
                    spec.clocks.refresh_interval, refresh));
}

}  // namespace tessera::validation
