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

}  // namespace

void check_pairs(const TextBlock& standard, const DramSpec& spec) {
  if (spec.constraints.empty()) return;
  for (const Pair& pair : needed_pairs(spec)) {
    if (is_there(spec.constraints, pair)) continue;
    standard.add_mistake(
        "constraint", fmt::format("constraint is missing a row with after: \"{}\" before: \"{}\"",
                                  name_of(pair.first), name_of(pair.second)));
  }
}

}  // namespace tessera::dram
