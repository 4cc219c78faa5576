// The constraint table of a memory text.
#include <fmt/format.h>

#include <algorithm>

#include "isa/dram/read/blocks.h"

namespace tessera::dram {
namespace {

constexpr Range kWindow{1, 64, "must be 1 to 64", 1};

Level level_of(int level) {
  switch (level) {
    case proto::MemoryConstraint::CHANNEL:
      return Level::kChannel;
    case proto::MemoryConstraint::PSEUDO_CHANNEL:
      return Level::kPseudoChannel;
    case proto::MemoryConstraint::RANK:
      return Level::kRank;
    case proto::MemoryConstraint::BANK_GROUP:
      return Level::kBankGroup;
    default:
      return Level::kBank;
  }
}

bool is_above_groups(Level level) { return level != Level::kBankGroup && level != Level::kBank; }

bool is_for_all_banks(Command command) {
  return command == Command::kPrechargeAll || command == Command::kRefreshAll;
}

// The commands that a field lists; those that are never issued are left out.
std::vector<Command> read_commands(const TextBlock& row, const std::string& field,
                                   const google::protobuf::RepeatedPtrField<std::string>& names) {
  if (names.empty())
    row.add_mistake(
        field, fmt::format("{} is missing, one or more of {}", row.path(field), known_commands()));
  std::vector<Command> commands;
  for (const std::string& name : names) {
    const auto command = command_named(name);
    if (command)
      commands.push_back(*command);
    else if (!never_issued(name))
      row.reject(field, name, "must be one of " + known_commands());
  }
  return commands;
}

int read_wait(const TextBlock& row, const Times& times) {
  const std::string sum = row.text("wait");
  if (sum.empty()) return 0;
  const SumValue wait = times.value_of(sum);
  const std::string found = fmt::format("\"{}\"", sum);
  if (!wait.mistake.empty())
    row.add_mistake("wait",
                    fmt::format("{} is {}, which {}", row.path("wait"), found, wait.mistake));
  if (wait.value >= 0) return static_cast<int>(wait.value);
  row.reject(
      "wait", found,
      fmt::format("which is {} clocks; write max({}, 0) if that means no wait", wait.value, sum));
  return 0;
}

// What the engine keeps no state for.
void check_reach(const TextBlock& row, const Constraint& shape,
                 const std::vector<Command>& commands) {
  if (row.has("level") && !is_above_groups(shape.level)) {
    const std::string level = proto::MemoryConstraint::Level_Name(row.choice("level"));
    if (shape.window > 1)
      row.reject("level", level, "a window must be at RANK, PSEUDO_CHANNEL or CHANNEL");
    if (std::ranges::any_of(commands, is_for_all_banks))
      row.reject("level", level, "PREab and REFab must be at RANK, PSEUDO_CHANNEL or CHANNEL");
  }
  if (!shape.siblings_only) return;
  if (row.has("level") && shape.level != Level::kRank)
    row.add_mistake("siblings_only", row.path("siblings_only") + " needs level RANK");
  if (shape.window > 1)
    row.add_mistake("siblings_only", row.path("siblings_only") + " has no window");
}

void add(std::vector<Constraint>& rows, const Constraint& added) {
  for (Constraint& row : rows) {
    Constraint same = added;
    same.wait = row.wait;
    if (row == same) {
      row.wait = std::max(row.wait, added.wait);
      return;
    }
  }
  rows.push_back(added);
}

}  // namespace

std::vector<Constraint> read_constraints(const TextBlock& standard,
                                         const proto::MemoryStandard& text, const Times& times) {
  std::vector<Constraint> rows;
  const std::vector<TextBlock> entries = standard.entries("constraint");
  if (entries.empty()) standard.add_mistake("constraint", "constraint is missing");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const TextBlock& entry = entries[i];
    const proto::MemoryConstraint& said = text.constraint(static_cast<int>(i));
    std::vector<Command> after = read_commands(entry, "after", said.after());
    const std::vector<Command> before = read_commands(entry, "before", said.before());
    Constraint row;
    row.level = level_of(entry.choice("level"));
    row.wait = read_wait(entry, times);
    row.window = static_cast<int>(entry.integer_or("window", kWindow, 1));
    row.siblings_only = entry.flag_or("siblings_only", false);
    for (const Command first : after) {
      for (const Command second : before) {
        row.after = first;
        row.before = second;
        add(rows, row);
      }
    }
    after.insert(after.end(), before.begin(), before.end());
    check_reach(entry, row, after);
  }
  return rows;
}

}  // namespace tessera::dram
