#include "sim/app/validate/dram/parameters.h"

#include <fmt/format.h>

#include <bit>

#include "sim/app/validate/row_reader.h"

namespace tessera::validation {
namespace {

constexpr int kMostOfAKind = 1 << 24;  // rows of a bank, ...

}  // namespace

SourceLocation Parameters::where(std::string_view name) const {
  const auto found = values_.find(name);
  return {file_, found == values_.end() ? line_ : found->second.line, 0};
}

bool Parameters::add(const std::string& name, const std::string& value, int line) {
  const auto [at, added] = values_.try_emplace(name, Value{value, line});
  return added || at->second.text == value;
}

std::string Parameters::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second.text;
}

std::string Parameters::names() const {
  std::string all;
  for (const auto& [name, value] : values_) all += (all.empty() ? "" : ", ") + name;
  return all;
}

ParametersByConfig read_parameters(const CsvTable& table, std::vector<Mistake>& mistakes) {
  ParametersByConfig all;
  if (!require_columns(table, {"simulator", "config", "parameter", "value"}, mistakes)) return all;
  for (const CsvRow& row : table.rows) {
    const RowReader cells(table, row, mistakes);
    const std::string& simulator = cells.text("simulator");
    const std::string& config = cells.text("config");
    const std::string& name = cells.text("parameter");
    Parameters& parameters =
        all.try_emplace({simulator, config}, simulator, config, table.file, row.line).first->second;
    if (!parameters.add(name, cells.text("value"), row.line))
      mistakes.push_back(
          {{table.file, row.line, 0},
           fmt::format("{} of {} {} is '{}' here and '{}' in line {}", name, simulator, config,
                       cells.text("value"), parameters.text(name), parameters.where(name).line)});
  }
  return all;
}

void ParameterReader::add_mistake(std::string_view name, const std::string& message) {
  mistakes_.push_back(
      {parameters_.where(name), fmt::format("{} of {} {} {}", name, parameters_.simulator(),
                                            parameters_.config(), message)});
}

void ParameterReader::ask_for(std::string_view name) {
  add_mistake(name, fmt::format("is missing; there are: {}", parameters_.names()));
}

double ParameterReader::number_or(std::string_view name, double low, double high, double absent) {
  if (!has(name)) return absent;
  const auto found = number_in(text(name));
  if (found && *found >= low && *found <= high) return *found;
  add_mistake(name, fmt::format("is '{}', must be from {} to {}", text(name), low, high));
  return low;
}

double ParameterReader::number(std::string_view name, double low, double high) {
  if (!has(name)) ask_for(name);
  return number_or(name, low, high, low);
}

int ParameterReader::integer_or(std::string_view name, int low, int high, int absent) {
  if (!has(name)) return absent;
  const auto found = integer_in(text(name));
  if (found && *found >= low && *found <= high) return static_cast<int>(*found);
  add_mistake(name,
              fmt::format("is '{}', must be a whole number from {} to {}", text(name), low, high));
  return low;
}

int ParameterReader::integer(std::string_view name, int low, int high) {
  if (!has(name)) ask_for(name);
  return integer_or(name, low, high, low);
}

int ParameterReader::count_or(std::string_view name, int absent) {
  const int found = integer_or(name, 1, kMostOfAKind, absent);
  if (std::has_single_bit(static_cast<unsigned>(found))) return found;
  add_mistake(name, fmt::format("is {}, must be a power of two", found));
  return 1;
}

int ParameterReader::count(std::string_view name) {
  if (!has(name)) ask_for(name);
  return count_or(name, 1);
}

}  // namespace tessera::validation
