#include "isa/dram/command.h"

#include <array>
#include <utility>

namespace tessera::dram {
namespace {

using Entry = std::pair<std::string_view, Command>;

constexpr std::array<Entry, 13> kNames = {{
    {"ACT", Command::kActivate},
    {"ACT1", Command::kActivate},
    {"ACT2", Command::kActivateSecond},
    {"PREpb", Command::kPrecharge},
    {"PREab", Command::kPrechargeAll},
    {"RD", Command::kRead},
    {"WR", Command::kWrite},
    {"RDA", Command::kReadAutoclose},
    {"WRA", Command::kWriteAutoclose},
    {"CAS_RD", Command::kReadSync},
    {"CAS_WR", Command::kWriteSync},
    {"REFab", Command::kRefreshAll},
    {"REFpb", Command::kRefreshBank},
}};

constexpr std::array<std::string_view, 2> kNeverIssued = {"RFMab", "RFMpb"};

}  // namespace

std::optional<Command> command_named(std::string_view name) {
  for (const auto& [known, command] : kNames)
    if (known == name) return command;
  return std::nullopt;
}

bool never_issued(std::string_view name) {
  for (const std::string_view known : kNeverIssued)
    if (known == name) return true;
  return false;
}

std::string_view name_of(Command command) {
  for (const auto& [known, named] : kNames)
    if (named == command) return known;
  return "";
}

std::string known_commands() {
  std::string names;
  for (const auto& [known, command] : kNames)
    names += (names.empty() ? "" : ", ") + std::string(known);
  for (const std::string_view known : kNeverIssued) names += ", " + std::string(known);
  return names;
}

}  // namespace tessera::dram
