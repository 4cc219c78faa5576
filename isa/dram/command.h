// The commands of a DRAM channel, and what their names in constraint tables mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::dram {

// A moment or a wait in clocks of the memory; HBM3 and later count half clocks of their CK.
using Clock = std::int64_t;
inline constexpr Clock kNever = INT64_MAX / 4;

enum class Command : std::uint8_t {
  kActivate,        // ACT; ACT1 where a row is opened in two parts
  kActivateSecond,  // ACT2: the row is open from here
  kPrecharge,       // PREpb: closes the row of one bank
  kPrechargeAll,    // PREab: closes all banks of a refresh scope
  kRead,            // RD
  kWrite,           // WR
  kReadAutoclose,   // RDA: closes the row behind it
  kWriteAutoclose,  // WRA
  kReadSync,        // CAS_RD: wakes the data clock before a RD
  kWriteSync,       // CAS_WR
  kRefreshAll,      // REFab
  kRefreshBank,     // REFpb
};
inline constexpr int kCommands = 12;

constexpr std::size_t index_of(Command command) { return static_cast<std::size_t>(command); }

// "ACT", "PREpb", ...: the names that constraint tables use; ACT and ACT1 are one command here.
// Empty for a name without rules.
std::optional<Command> command_named(std::string_view name);

// Known to the tables of others but never issued here: RFMab, RFMpb. Rows that name them are
// skipped.
bool never_issued(std::string_view name);

std::string_view name_of(Command command);

// All that `command_named` and `never_issued` know, for messages: "ACT, ACT1, ...".
std::string known_commands();

constexpr bool is_column(Command command) {
  return command == Command::kRead || command == Command::kWrite ||
         command == Command::kReadAutoclose || command == Command::kWriteAutoclose;
}

}  // namespace tessera::dram
