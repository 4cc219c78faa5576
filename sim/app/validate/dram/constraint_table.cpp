#include "sim/app/validate/dram/constraint_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

using dram::Command;
using dram::Level;

constexpr int kLongestWait = 1'000'000;
constexpr int kWidestWindow = 64;

constexpr std::array<std::pair<std::string_view, Level>, 6> kLevels = {{
    {"Channel", Level::kChannel},
    {"PseudoChannel", Level::kPseudoChannel},
    {"Rank", Level::kRank},
    {"Sid", Level::kRank},
    {"BankGroup", Level::kBankGroup},
    {"Bank", Level::kBank},
}};

Level read_level(RowReader& row) {
  std::string known;
  for (const auto& [name, level] : kLevels) {
    if (name == row.text("level")) return level;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  row.reject("level", known);
  return Level::kBank;
}

// "RD+RDA": the commands of that cell.
std::vector<Command> read_commands(RowReader& row, std::string_view column) {
  std::vector<Command> commands;
  std::string_view left = row.text(column);
  while (true) {
    const std::size_t end = left.find('+');
    const std::string_view name = left.substr(0, end);
    if (const auto command = dram::command_named(name))
      commands.push_back(*command);
    else if (!dram::never_issued(name))
      row.add_mistake(fmt::format("{}: no rules for a command '{}'; known are {}", column, name,
                                  dram::known_commands()));
    if (end == std::string_view::npos) return commands;
    left.remove_prefix(end + 1);
  }
}

bool read_flag(RowReader& row, std::string_view column) {
  const std::string& text = row.text(column);
  if (text == "True" || text == "true" || text == "1") return true;
  if (text != "False" && text != "false" && text != "0") row.reject(column, "True or False");
  return false;
}

void add_row(RowReader& row, ConstraintTable& table) {
  dram::Constraint constraint;
  constraint.level = read_level(row);
  constraint.wait = static_cast<int>(row.integer("min_nCK", 0, kLongestWait));
  constraint.window = static_cast<int>(row.integer("window", 1, kWidestWindow));
  constraint.siblings_only = read_flag(row, "sibling_only");
  const std::vector<Command> following = read_commands(row, "following");
  for (const Command after : read_commands(row, "preceding"))
    for (const Command before : following) {
      constraint.after = after;
      constraint.before = before;
      table.constraints.push_back(constraint);
    }
}

}  // namespace

bool ConstraintTable::has(Command after, Command before) const {
  return std::any_of(constraints.begin(), constraints.end(),
                     [&](const dram::Constraint& constraint) {
                       return constraint.after == after && constraint.before == before;
                     });
}

bool ConstraintTable::two_part_activate() const {
  return std::any_of(constraints.begin(), constraints.end(),
                     [](const dram::Constraint& constraint) {
                       return constraint.after == Command::kActivateSecond ||
                              constraint.before == Command::kActivateSecond;
                     });
}

ConstraintsByConfig read_constraints(const CsvTable& table, std::vector<Mistake>& mistakes) {
  ConstraintsByConfig all;
  if (!require_columns(
          table, {"config", "level", "preceding", "following", "min_nCK", "window", "sibling_only"},
          mistakes))
    return all;
  for (const CsvRow& line : table.rows) {
    RowReader row(table, line, mistakes);
    ConstraintTable& constraints = all[row.text("config")];
    if (constraints.where.line == 0) constraints.where = {table.file, line.line, 0};
    add_row(row, constraints);
  }
  return all;
}

void require_waits(const std::string& config, const ConstraintTable& table,
                   std::vector<Mistake>& mistakes) {
  const auto require = [&](Command after, Command before, bool found) {
    if (found) return;
    mistakes.push_back(
        {table.where, fmt::format("{} has no row that makes {} wait after {}", config,
                                  dram::name_of(before), dram::name_of(after))});
  };
  // Where rows are opened in two parts, either part may be counted from, and a CAS may stand for
  // its RD or WR.
  const bool two_part = table.two_part_activate();
  const auto opened = [&](Command column, Command sync) {
    const Command last = two_part ? Command::kActivateSecond : Command::kActivate;
    const bool found = table.has(last, column) || table.has(Command::kActivate, column) ||
                       table.has(last, sync) || table.has(Command::kActivate, sync);
    require(last, column, found);
  };
  opened(Command::kRead, Command::kReadSync);
  opened(Command::kWrite, Command::kWriteSync);
  for (const Command before_opening : {Command::kPrecharge, Command::kRefreshAll})
    require(before_opening, Command::kActivate, table.has(before_opening, Command::kActivate));
}

}  // namespace tessera::validation
