// Pairs of commands that no memory allows at once: a table without them has a hole.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/dram/read/blocks.h"

namespace tessera::dram {
namespace {

using Pair = std::pair<Command, Command>;

// Of a row opened in two parts, ACT1 counts: the engine itself sends ACT2 before a RD or WR.
std::vector<Pair> needed_pairs(const DramSpec& spec) {
  std::vector<Pair> pairs = {
      {Command::kActivate, Command::kRead},       // tRCD
      {Command::kActivate, Command::kWrite},      //
      {Command::kActivate, Command::kActivate},   // tRC, tRRD
      {Command::kActivate, Command::kPrecharge},  // tRAS
      {Command::kPrecharge, Command::kActivate},  // tRP
      {Command::kRead, Command::kPrecharge},      // tRTP
      {Command::kWrite, Command::kPrecharge},     // tWR
      {Command::kRead, Command::kRead},           // tCCD
      {Command::kWrite, Command::kWrite},         //
      {Command::kRead, Command::kWrite},          // turnaround
      {Command::kWrite, Command::kRead},          //
  };
  if (spec.policy.pages == Pages::kClosed) {
    pairs.push_back({Command::kReadAutoclose, Command::kActivate});
    pairs.push_back({Command::kWriteAutoclose, Command::kActivate});
  }
  if (spec.policy.refresh == Refresh::kAllBank) {
    pairs.push_back({Command::kPrechargeAll, Command::kRefreshAll});
    pairs.push_back({Command::kRefreshAll, Command::kActivate});  // tRFC
  }
  if (spec.policy.refresh == Refresh::kPerBank) {
    pairs.push_back({Command::kPrecharge, Command::kRefreshBank});
    pairs.push_back({Command::kRefreshBank, Command::kActivate});  // tRFCpb
  }
  return pairs;
}

bool is_there(const std::vector<Constraint>& rows, const Pair& pair) {
  return std::ranges::any_of(rows, [&](const Constraint& row) {
    return row.after == pair.first && row.before == pair.second && row.window == 1 &&
           !row.siblings_only;
  });
}

bool holds_on_whole_bus(Level level, const Organisation& organisation) {
  const bool one_rank = organisation.ranks == 1;
  const bool one_group = one_rank && organisation.bank_groups == 1;
  switch (level) {
    case Level::kChannel:
    case Level::kPseudoChannel:
      return true;
    case Level::kRank:
      return one_rank;
    case Level::kBankGroup:
      return one_group;
    case Level::kBank:
      return one_group && organisation.banks == 1;
  }
  return false;
}

// Two bursts in one direction must not overlap on the data bus.
void check_bursts(const TextBlock& standard, const DramSpec& spec, Command command) {
  int apart = 0;
  for (const Constraint& row : spec.constraints) {
    if (row.after == command && row.before == command && row.window == 1 && !row.siblings_only &&
        holds_on_whole_bus(row.level, spec.organisation))
      apart = std::max(apart, row.wait);
  }
  if (apart >= spec.clocks.burst) return;
  standard.add_mistake(
      "constraint",
      fmt::format("constraint keeps {0} and {0} of any two banks of a pseudo-channel {1} clocks "
                  "apart, must be at least a burst ({2})",
                  name_of(command), apart, spec.clocks.burst));
}

// A refresh must be over before the next one of the same banks falls due.
void check_refresh(const TextBlock& standard, const DramSpec& spec) {
  const auto check = [&](Command refresh, double between) {
    int blocked = 0;
    for (const Constraint& row : spec.constraints)
      if (row.after == refresh && row.before == Command::kActivate)
        blocked = std::max(blocked, row.wait);
    if (between <= 0 || blocked < between) return;
    standard.add_mistake(
        "constraint", fmt::format("constraint keeps ACT away from {} for {} clocks, must be less "
                                  "than the {:g} from one refresh of a bank to the next",
                                  name_of(refresh), blocked, between));
  };
  const Organisation& banks = spec.organisation;
  if (spec.policy.refresh == Refresh::kAllBank)
    check(Command::kRefreshAll, spec.clocks.refresh_interval / spec.policy.refresh_rate);
  if (spec.policy.refresh == Refresh::kPerBank)
    check(Command::kRefreshBank, spec.clocks.refresh_bank_interval *
                                     (banks.all_banks() / banks.pseudo_channels) /
                                     spec.policy.refresh_rate);
}

}  // namespace

void check_pairs(const TextBlock& standard, const DramSpec& spec) {
  if (spec.constraints.empty()) return;
  for (const Pair& pair : needed_pairs(spec)) {
    if (is_there(spec.constraints, pair)) continue;
    standard.add_mistake(
        "constraint", fmt::format("constraint is missing a row with after: \"{}\" before: \"{}\"",
                                  name_of(pair.first), name_of(pair.second)));
  }
  for (const Command command : {Command::kRead, Command::kWrite})
    if (is_there(spec.constraints, {command, command})) check_bursts(standard, spec, command);
  check_refresh(standard, spec);
}

}  // namespace tessera::dram
